package io.tickstream.endtoend.faults.check;

import io.tickstream.contract.Identity;
import io.tickstream.localstack.companyapi.ServedAnswer;
import io.tickstream.localstack.companyapi.ServedAnswer.AnswerClass;
import io.tickstream.localstack.companyapi.ServedCompany;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What the source served to one tick, in one answer or more: a tick that is repeated asks again. */
final class ServedTick {
    private static final Set<AnswerClass> WHOLE = Set.of(AnswerClass.COMPANIES, AnswerClass.EMPTY);

    private final UUID tick;
    private final List<ServedAnswer> answers;
    private final Map<UUID, List<ServedCompany>> companies = new HashMap<>();
    private final Map<UUID, UUID> companiesByRejection = new HashMap<>();

    ServedTick(UUID tick, List<ServedAnswer> answers) {
        this.tick = tick;
        this.answers = answers;
        for (ServedAnswer answer : answers) {
            for (ServedCompany company : answer.companies()) {
                UUID id = Identity.company(tick, company.index());
                companies.computeIfAbsent(id, none -> new ArrayList<>(1)).add(company);
                companiesByRejection.put(Identity.rejectionAtSource(tick, company.index()), id);
            }
        }
    }

    UUID tick() {
        return tick;
    }

    int size() {
        return companies.size();
    }

    boolean isServed(UUID company) {
        return companies.containsKey(company);
    }

    boolean isReadable(UUID company) {
        return companies.getOrDefault(company, List.of()).stream().anyMatch(ServedCompany::isReadable);
    }

    Optional<UUID> companyRejectedAs(UUID rejection) {
        return Optional.ofNullable(companiesByRejection.get(rejection));
    }

    /** What must be known of a readable company. */
    Facts facts(UUID company, Instant slot) {
        return facts(company, slot, versions(company).get(0));
    }

    /** The same; if other answers had another company in its place, the one that the row is of. */
    Facts factsLike(Facts row, Instant slot) {
        List<ServedCompany> versions = versions(row.id());
        ServedCompany same = versions.stream()
                .filter(version -> version.sha256().orElseThrow().equals(row.sha256()))
                .findFirst()
                .orElse(versions.get(0));
        return facts(row.id(), slot, same);
    }

    private List<ServedCompany> versions(UUID company) {
        return companies.get(company).stream().filter(ServedCompany::isReadable).toList();
    }

    private Facts facts(UUID company, Instant slot, ServedCompany version) {
        return new Facts(
                tick,
                company,
                slot,
                version.sha256().orElseThrow(),
                version.country().orElseThrow(),
                Figures.of(company));
    }

    /** Whether something was served that the function may have rejected so. */
    boolean mayReject(Letter letter) {
        if (letter.id().equals(Identity.rejectionAtSource(tick, Identity.WHOLE_ANSWER))) {
            return letter.reason().equals("too_large")
                    || answers.stream().anyMatch(answer -> !WHOLE.contains(answer.servedClass()));
        }
        if (letter.id().equals(Identity.rejectionAtSource(tick, 0))
                && answers.stream().anyMatch(answer -> answer.servedClass() == AnswerClass.STREAMED)) {
            return true;
        }
        return companyRejectedAs(letter.id())
                .map(company -> companies.get(company).stream().anyMatch(version -> !version.isReadable()))
                .orElse(false);
    }

    /**
     * What a receipt promises by which everything that was fetched is accounted for: ids of companies and of rejections.
     * If several answers fit, that of which least is missing.
     *
     * @return empty if no answer fits
     */
    Optional<Set<UUID>> promises(Receipt receipt, Set<UUID> accounted) {
        Optional<Set<UUID>> best = Optional.empty();
        for (ServedAnswer answer : answers) {
            Optional<Set<UUID>> promise = promise(answer, receipt);
            if (promise.isPresent()
                    && (best.isEmpty() || missing(promise.get(), accounted) < missing(best.get(), accounted))) {
                best = promise;
            }
        }
        return best;
    }

    private static long missing(Set<UUID> promise, Set<UUID> accounted) {
        Set<UUID> missing = new HashSet<>(promise);
        missing.removeAll(accounted);
        return missing.size();
    }

    private Optional<Set<UUID>> promise(ServedAnswer answer, Receipt receipt) {
        if (answer.servedClass() == AnswerClass.EMPTY) {
            return receipt.fetched() == 0 ? Optional.of(Set.of()) : Optional.empty();
        }
        boolean oneRejected = receipt.fetched() == 1 && receipt.published() == 0 && receipt.rejected() == 1;
        if (answer.servedClass() == AnswerClass.STREAMED) {
            return oneRejected ? Optional.of(Set.of()) : Optional.empty(); // as a whole, or its one company
        }
        if (answer.servedClass() != AnswerClass.COMPANIES) {
            return oneRejected
                    ? Optional.of(Set.of(Identity.rejectionAtSource(tick, Identity.WHOLE_ANSWER)))
                    : Optional.empty();
        }
        int size = answer.companies().size();
        if (receipt.fetched() != size
                || receipt.published() != answer.readable()
                || receipt.rejected() != size - answer.readable()) {
            return Optional.empty();
        }
        Set<UUID> promise = new LinkedHashSet<>();
        for (ServedCompany company : answer.companies()) {
            promise.add(
                    company.isReadable()
                            ? Identity.company(tick, company.index())
                            : Identity.rejectionAtSource(tick, company.index()));
        }
        return Optional.of(promise);
    }

    @Override
    public String toString() {
        if (answers.isEmpty()) {
            return "none at all";
        }
        List<String> words = new ArrayList<>();
        for (ServedAnswer answer : answers) {
            words.add("%s with %d companies, %d of them readable"
                    .formatted(answer.servedClass().label(), answer.companies().size(), answer.readable()));
        }
        return String.join("; ", words);
    }
}
