package io.tickstream.endtoend.faults.check;

import io.tickstream.endtoend.faults.check.Evidence.LandedKey;
import io.tickstream.endtoend.faults.check.Evidence.SumKey;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The sums and counts that must be there, by what was served. */
final class Expected {
    private final Scope scope;
    private final Map<SumKey, Sums> sums = new HashMap<>();
    private final Map<LandedKey, Integer> landed = new HashMap<>();
    private final Set<LocalDate> days = new HashSet<>();

    Expected(Scope scope) {
        this.scope = scope;
    }

    /** Counts a company that must be in the table. */
    void add(Facts company) {
        Instant slot = company.slot();
        LocalDate day = day(slot);
        Figures figures = company.figures();
        Sums its = Sums.of(figures);
        days.add(day);
        landed.merge(new LandedKey(slot, company.tick()), 1, Integer::sum);
        for (SummedBy dimension : SummedBy.values()) {
            String value = dimension.value(figures.sector(), company.country(), figures.employees());
            String label = dimension.label();
            sums.merge(
                    new SumKey(label, Optional.of(day), Optional.of(slot.truncatedTo(ChronoUnit.MINUTES)), value),
                    its,
                    Sums::plus);
            sums.merge(new SumKey(label, Optional.of(day), Optional.empty(), value), its, Sums::plus);
            sums.merge(new SumKey(label, Optional.empty(), Optional.empty(), value), its, Sums::plus);
        }
    }

    Map<SumKey, Sums> sums() {
        return Map.copyOf(sums);
    }

    Map<LandedKey, Integer> landed() {
        return Map.copyOf(landed);
    }

    /** What is otherwise in the tables. */
    List<Finding> compare(Evidence.Tables tables) {
        Set<LocalDate> others = daysOfOthers(tables);
        List<Finding> findings = new ArrayList<>();
        Set<SumKey> keys = new HashSet<>(sums.keySet());
        keys.addAll(tables.sums().keySet());
        keys.stream()
                .filter(key -> key.day()
                        .map(day -> isOurs(day, others))
                        .orElse(scope.only().isEmpty()))
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .forEach(key -> {
                    Sums must = sums.getOrDefault(key, Sums.NOTHING);
                    Sums is = tables.sums().getOrDefault(key, Sums.NOTHING);
                    if (!must.equals(is)) {
                        findings.add(new Finding(
                                Kind.ROLLUP_WRONG,
                                key.toString(),
                                Optional.empty(),
                                "(%s) instead of (%s)".formatted(is, must)));
                    }
                });
        Set<LandedKey> ticks = new HashSet<>(landed.keySet());
        tables.landed().keySet().stream()
                .filter(key -> scope.includes(key.tick()))
                .forEach(ticks::add);
        ticks.forEach(key -> {
            int must = landed.getOrDefault(key, 0);
            int is = tables.landed().getOrDefault(key, 0);
            if (must != is) {
                findings.add(new Finding(
                        Kind.LANDED_COUNT_WRONG,
                        key.tick().toString(),
                        Optional.of(key.tick()),
                        "%d rows instead of %d are counted at %s".formatted(is, must, key.slot())));
            }
        });
        return findings;
    }

    private boolean isOurs(LocalDate day, Set<LocalDate> others) {
        return scope.only().isEmpty() || (days.contains(day) && !others.contains(day));
    }

    private Set<LocalDate> daysOfOthers(Evidence.Tables tables) {
        Set<LocalDate> others = new TreeSet<>();
        tables.rows().stream()
                .filter(row -> !scope.includes(row.tick()) && row.slot() != null)
                .forEach(row -> others.add(day(row.slot())));
        tables.landed().keySet().stream()
                .filter(key -> !scope.includes(key.tick()))
                .forEach(key -> others.add(day(key.slot())));
        return others;
    }

    private static LocalDate day(Instant slot) {
        return LocalDate.ofInstant(slot, ZoneOffset.UTC);
    }
}
