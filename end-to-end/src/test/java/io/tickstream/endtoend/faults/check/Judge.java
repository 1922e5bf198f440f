package io.tickstream.endtoend.faults.check;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.tickstream.contract.Identity;
import io.tickstream.contract.Topic;
import io.tickstream.localstack.audit.Difference;
import io.tickstream.localstack.companyapi.ServedAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Judges evidence. It asks nobody: what it finds follows from the evidence alone. */
final class Judge {
    private final Scope scope;
    private final Evidence evidence;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Integer, List<ServedAnswer>> answers;
    private final Map<UUID, List<Facts>> rows;
    private final Map<UUID, List<Letter>> letters;
    private final Map<UUID, List<Receipt>> receipts;
    private final Map<UUID, List<Receipt>> sentReceipts;
    private final Map<UUID, List<Facts>> sent;
    private final Expected expected;
    private final Set<UUID> named;
    private final Set<UUID> excused = new HashSet<>();
    private int served;

    private Judge(Scope scope, Evidence evidence) {
        this.scope = scope;
        this.evidence = evidence;
        this.expected = new Expected(scope);
        answers = evidence.answers().stream()
                .filter(answer -> answer.query().orElse("").contains("_seed="))
                .collect(groupingBy(answer -> (int) answer.seed().orElse(-1)));
        rows = evidence.tables().rows().stream().collect(groupingBy(Facts::tick));
        letters = evidence.tables().letters().stream()
                .filter(letter -> letter.tick().isPresent())
                .collect(groupingBy(letter -> letter.tick().orElseThrow()));
        receipts = evidence.tables().receipts().stream().collect(groupingBy(Receipt::tick));
        sentReceipts = evidence.broker().receipts().stream().collect(groupingBy(Receipt::tick));
        named = evidence.audit().stream()
                .map(io.tickstream.localstack.audit.Finding::tick)
                .filter(Objects::nonNull)
                .collect(toSet());
        sent = evidence.broker().first().values().stream().collect(groupingBy(Facts::tick));
    }

    static Verdict judge(Scope scope, Evidence evidence) {
        return new Judge(scope, evidence).verdict();
    }

    private Verdict verdict() {
        Set<UUID> ticks = ticks();
        for (UUID tick : ticks) {
            if (scope.isStranger(tick)) {
                stranger(tick);
            } else {
                tick(tick);
            }
        }
        unclaimedAnswers(ticks);
        doubledRows();
        doubledLetters();
        undecodable();
        findings.addAll(expected.compare(evidence.tables()));
        audit();
        return new Verdict(
                findings,
                new Verdict.Counts(
                        (int) ticks.stream().filter(receipts::containsKey).count(),
                        ticks.stream().mapToInt(tick -> answersTo(tick).size()).sum(),
                        served,
                        ticks.stream().mapToInt(tick -> rowsOf(tick).size()).sum(),
                        ticks.stream().mapToInt(tick -> lettersOf(tick).size()).sum()));
    }

    /** Every tick that was to be, or has left anything anywhere. */
    private Set<UUID> ticks() {
        Set<UUID> ticks = new LinkedHashSet<>(scope.only().orElse(Set.of()));
        for (Set<UUID> some :
                List.of(receipts.keySet(), sentReceipts.keySet(), rows.keySet(), letters.keySet(), sent.keySet())) {
            some.stream().filter(scope::includes).forEach(ticks::add);
        }
        return ticks;
    }

    private void tick(UUID tick) {
        ServedTick source = new ServedTick(tick, answersTo(tick));
        served += source.size();
        receipts(tick);
        Set<UUID> known = new HashSet<>();
        for (Facts row : rowsOf(tick)) {
            if (row(source, row)) {
                known.add(row.id());
            }
        }
        Set<UUID> rejected = new HashSet<>();
        for (Letter letter : lettersOf(tick)) {
            letter(source, letter);
            rejected.add(letter.id());
            companyOf(letter).ifPresent(rejected::add);
        }
        overlaps(source, known);
        Set<UUID> promised = promised(source, known, rejected);
        for (Facts event : sent.getOrDefault(tick, List.of())) {
            if (!rowIds(tick).contains(event.id())
                    && !rejected.contains(event.id())
                    && !promised.contains(event.id())) {
                lost(event.id(), tick, "it is on the broker, but neither a row nor a rejection");
            }
        }
        // what cannot be read has no part in sums; what was lost has, unless that is accepted
        Set<UUID> landed = new LinkedHashSet<>(known);
        promised.stream()
                .filter(id -> source.isReadable(id) && !rejected.contains(id) && !mayLose(tick))
                .forEach(landed::add);
        for (UUID company : landed) {
            expected.add(source.facts(company, slot(tick, company)));
        }
    }

    /** Whether the tick's receipts are those that must stay. */
    private void receipts(UUID tick) {
        List<Receipt> found = receipts.getOrDefault(tick, List.of());
        Map<java.time.Instant, Receipt> winners = new HashMap<>();
        for (Receipt receipt : sentReceipts.getOrDefault(tick, List.of())) {
            winners.merge(receipt.slot(), receipt, (one, other) -> one.writtenAt() >= other.writtenAt() ? one : other);
        }
        if (found.isEmpty()) {
            add(
                    Kind.RECEIPT_MISSING,
                    tick,
                    tick,
                    "%d rows, %d rejections, %d receipts on the broker, none in the table"
                            .formatted(rowsOf(tick).size(), lettersOf(tick).size(), winners.size()));
            return;
        }
        for (Receipt receipt : found) {
            Receipt winner = winners.remove(receipt.slot());
            if (winner == null) {
                if (!scope.brokerForgets()) {
                    add(Kind.UNKNOWN, tick, tick, "no such receipt is on the broker: " + receipt);
                }
            } else if (!receipt.saysTheSameAs(winner)) {
                add(Kind.RECEIPT_WRONG, tick, tick, "(%s) stands where (%s) must".formatted(receipt, winner));
            }
        }
        winners.values()
                .forEach(winner -> add(Kind.RECEIPT_MISSING, tick, tick, "on the broker, not in the table: " + winner));
    }

    /** Whether it is one of the companies that were served to its tick. */
    private boolean row(ServedTick source, Facts row) {
        if (!source.isReadable(row.id())) {
            add(
                    Kind.UNKNOWN,
                    row.id(),
                    row.tick(),
                    source.isServed(row.id())
                            ? "it was served as something that cannot be read, but landed"
                            : "no company of this id was served to its tick");
            return false;
        }
        List<String> differences = row.differencesTo(source.factsLike(row, slot(row.tick(), row.id())));
        if (!differences.isEmpty()) {
            add(Kind.ALTERED, row.id(), row.tick(), "others than they must be: " + String.join(", ", differences));
        }
        return true;
    }

    private void letter(ServedTick source, Letter letter) {
        UUID tick = letter.tick().orElseThrow();
        if (letter.resolved() && !letter.atSource()) {
            return; // its table does not say where it was
        }
        if (letter.place().isPresent()) {
            if (!letter.id().equals(letter.place().get().rejection())) {
                add(
                        Kind.UNKNOWN,
                        letter.id(),
                        tick,
                        "a rejection of " + letter.place().get() + " has another id");
            }
        } else if (!source.mayReject(letter)) {
            add(
                    Kind.UNKNOWN,
                    letter.id(),
                    tick,
                    "nothing was served that this rejection (%s) can be of".formatted(letter.reason()));
        }
    }

    /** A company is a row or a rejection, never both, unless somebody has resolved the rejection. */
    private void overlaps(ServedTick source, Set<UUID> known) {
        for (Letter letter : lettersOf(source.tick())) {
            Optional<UUID> company = letter.atSource() ? source.companyRejectedAs(letter.id()) : companyOf(letter);
            boolean landed = company.filter(known::contains).isPresent();
            if (!letter.resolved() && landed) {
                add(Kind.DOUBLED, company.get(), source.tick(), "it is a row and the rejection " + letter.id());
            }
            boolean ofAll = letter.id().equals(Identity.rejectionAtSource(source.tick(), Identity.WHOLE_ANSWER));
            if (letter.superseded() && !landed && !(ofAll && isDelivered(source.tick()))) {
                add(Kind.LOST, letter.id(), source.tick(), "it was put aside, but nothing has landed in its place");
            }
        }
    }

    private boolean isDelivered(UUID tick) {
        return receipts.getOrDefault(tick, List.of()).stream()
                .anyMatch(receipt -> receipt.outcome().equals("delivered"));
    }

    /**
     * What the tick's best receipt promises, each by its id: companies, and rejections. Those that are missing become
     * findings.
     */
    private Set<UUID> promised(ServedTick source, Set<UUID> known, Set<UUID> rejected) {
        Optional<Receipt> best = receipts.getOrDefault(source.tick(), List.of()).stream()
                .max((one, other) -> Integer.compare(one.rank(), other.rank()));
        if (best.isEmpty()) {
            return Set.of();
        }
        Receipt receipt = best.get();
        if (receipt.isComplete()) {
            Set<UUID> accounted = new HashSet<>(known);
            accounted.addAll(rejected);
            return complete(source, receipt, accounted);
        }
        long sources =
                lettersOf(source.tick()).stream().filter(Letter::atSource).count();
        long companies = known.size() + lettersOf(source.tick()).size() - sources;
        if (receipt.published() > companies || receipt.rejected() > sources) {
            lost(
                    source.tick(),
                    source.tick(),
                    "%d companies and %d rejections are there of what was acknowledged: %s"
                            .formatted(companies, sources, receipt));
        }
        return Set.of();
    }

    private Set<UUID> complete(ServedTick source, Receipt receipt, Set<UUID> accounted) {
        Optional<Set<UUID>> promise = source.promises(receipt, accounted);
        if (promise.isEmpty()) {
            add(
                    Kind.RECEIPT_WRONG,
                    source.tick(),
                    source.tick(),
                    "%s, but no answer like that was served: %s".formatted(receipt, source));
            return Set.of();
        }
        for (UUID id : promise.get()) {
            if (!accounted.contains(id)) {
                boolean company = source.isServed(id);
                lost(
                        id,
                        source.tick(),
                        company
                                ? "served and fetched, %s, but neither a row nor a rejection"
                                        .formatted(
                                                evidence.broker().first().containsKey(id)
                                                        ? "on the broker"
                                                        : "not on the broker")
                                : "served and unreadable, but its rejection is not in the table");
            }
        }
        return promise.get();
    }

    private void stranger(UUID tick) {
        Set<UUID> rejected = new HashSet<>();
        lettersOf(tick).forEach(letter -> companyOf(letter).ifPresent(rejected::add));
        List<Facts> events = sent.getOrDefault(tick, List.of());
        served += events.size();
        for (Facts event : events) {
            boolean landed = rowIds(tick).contains(event.id());
            if (landed) {
                expected.add(event);
            } else if (!rejected.contains(event.id())) {
                add(Kind.LOST, event.id(), tick, "it is on the broker, but neither a row nor a rejection");
            }
        }
        for (Facts row : rowsOf(tick)) {
            Facts event = evidence.broker().first().get(row.id());
            if (event == null) {
                if (scope.brokerForgets()) {
                    expected.add(row);
                } else {
                    add(Kind.UNKNOWN, row.id(), tick, "no company of this id is on the broker");
                }
            } else if (!row.equals(event)) {
                add(
                        Kind.ALTERED,
                        row.id(),
                        tick,
                        "others than on the broker: " + String.join(", ", row.differencesTo(event)));
            }
        }
    }

    /** Answers that no tick with a receipt can have asked for. */
    private void unclaimedAnswers(Set<UUID> ticks) {
        if (scope.only().isPresent()) {
            return;
        }
        Set<Integer> claimed = new HashSet<>();
        ticks.forEach(tick -> claimed.add(Identity.seed(tick)));
        answers.forEach((seed, given) -> {
            if (!claimed.contains(seed)) {
                findings.add(new Finding(
                        Kind.RECEIPT_MISSING,
                        "seed " + seed,
                        Optional.empty(),
                        "the source was asked %d times, first at %s, by a tick that left nothing"
                                .formatted(given.size(), given.get(0).time())));
            }
        });
    }

    private void doubledRows() {
        evidence.tables().rows().stream().collect(groupingBy(Facts::id)).forEach((id, same) -> same.stream()
                .skip(1)
                .filter(row -> scope.includes(row.tick()))
                .forEach(row -> add(Kind.DOUBLED, id, row.tick(), "it stands under another tick as well")));
    }

    private void doubledLetters() {
        evidence.tables().letters().stream()
                .filter(letter ->
                        letter.tick().map(scope::includes).orElse(scope.only().isEmpty()))
                .collect(groupingBy(Letter::id))
                .forEach((id, same) -> same.stream()
                        .skip(1)
                        .forEach(letter -> findings.add(new Finding(
                                Kind.DOUBLED,
                                id.toString(),
                                letter.tick(),
                                "the rejection is there twice, at %s as well".formatted(letter.at())))));
    }

    /** What cannot be read on the broker must be a rejection. */
    private void undecodable() {
        Set<UUID> ids = new HashSet<>();
        evidence.tables().letters().forEach(letter -> ids.add(letter.id()));
        evidence.broker().undecodable().forEach((place, tick) -> {
            boolean inScope = tick.map(scope::includes).orElse(scope.only().isEmpty());
            if (inScope && !ids.contains(place.rejection())) {
                findings.add(new Finding(
                        Kind.LOST,
                        place.rejection().toString(),
                        tick,
                        "%s cannot be read, and is no rejection".formatted(place)));
            }
        });
        if (scope.only().isEmpty()) {
            evidence.tables().letters().stream()
                    .filter(letter -> letter.tick().isEmpty())
                    .filter(letter -> letter.place()
                            .map(place -> !place.rejection().equals(letter.id()))
                            .orElse(true))
                    .forEach(letter -> findings.add(new Finding(
                            Kind.UNKNOWN,
                            letter.id().toString(),
                            Optional.empty(),
                            "a rejection of no tick, and not of a record on the broker")));
        }
    }

    private void audit() {
        for (io.tickstream.localstack.audit.Finding finding : evidence.audit()) {
            boolean nobodyTicks =
                    finding.difference() == Difference.MISSING && scope.period().isEmpty();
            boolean inScope = finding.tick() == null ? scope.only().isEmpty() : scope.includes(finding.tick());
            if (inScope && !nobodyTicks && !excused.contains(finding.tick())) {
                findings.add(new Finding(
                        Kind.AUDIT_DIFFERENCE,
                        finding.difference().code(),
                        Optional.ofNullable(finding.tick()),
                        finding.detail()));
            }
        }
    }

    /** The company that stands where the letter says that something could not be read. */
    private Optional<UUID> companyOf(Letter letter) {
        return letter.place()
                .filter(place -> place.topic().equals(Topic.COMPANIES_CREATED.topicName()))
                .map(evidence.broker().companies()::get);
    }

    /** A company's slot: that of its first delivery, or, if the broker does not know it, one that its tick had. */
    private Instant slot(UUID tick, UUID company) {
        Facts event = evidence.broker().first().get(company);
        if (event != null && !scope.brokerForgets()) {
            return event.slot();
        }
        List<Instant> slots = receipts.getOrDefault(tick, List.of()).stream()
                .sorted((one, other) -> Integer.compare(other.rank(), one.rank()))
                .map(Receipt::slot)
                .toList();
        Optional<Instant> landed = rowsOf(tick).stream()
                .filter(row -> row.id().equals(company))
                .map(Facts::slot)
                .filter(slot -> slots.contains(slot) || slots.isEmpty())
                .findFirst();
        return landed.or(() -> slots.stream().findFirst()).orElse(Instant.EPOCH);
    }

    private List<ServedAnswer> answersTo(UUID tick) {
        return answers.getOrDefault(Identity.seed(tick), List.of());
    }

    private List<Facts> rowsOf(UUID tick) {
        return rows.getOrDefault(tick, List.of());
    }

    private Set<UUID> rowIds(UUID tick) {
        Set<UUID> ids = new HashSet<>();
        rowsOf(tick).forEach(row -> ids.add(row.id()));
        return ids;
    }

    private List<Letter> lettersOf(UUID tick) {
        return letters.getOrDefault(tick, List.of());
    }

    private boolean mayLose(UUID tick) {
        return scope.lossAccepted() && named.contains(tick);
    }

    private void lost(UUID id, UUID tick, String words) {
        if (mayLose(tick)) {
            excused.add(tick);
        } else {
            add(Kind.LOST, id, tick, words);
        }
    }

    private void add(Kind kind, UUID id, UUID tick, String words) {
        findings.add(new Finding(kind, id.toString(), Optional.of(tick), words));
    }
}
