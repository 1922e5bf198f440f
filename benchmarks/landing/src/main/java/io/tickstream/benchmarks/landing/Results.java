package io.tickstream.benchmarks.landing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What was measured, and what follows from it. */
final class Results {
    private final int records;
    private final long bytesPerRecord;
    private final long seed;
    private final Map<Contender, List<Measurement>> measurements = new EnumMap<>(Contender.class);

    Results(int records, long bytesPerRecord, long seed) {
        this.records = records;
        this.bytesPerRecord = bytesPerRecord;
        this.seed = seed;
    }

    void add(Contender contender, Measurement measurement) {
        measurements.computeIfAbsent(contender, none -> new ArrayList<>()).add(measurement);
    }

    Set<Contender> contenders() {
        return Collections.unmodifiableSet(measurements.keySet());
    }

    Spread spread(Contender contender, ToDoubleFunction<Measurement> figure) {
        return Spread.of(measurements.get(contender).stream().mapToDouble(figure));
    }

    /** One contender's figure by another's, round by round, since what else the machine does changes between rounds. */
    private Spread ratio(Contender one, Contender other, ToDoubleBiFunction<Measurement, Measurement> figure) {
        List<Measurement> ones = measurements.get(one);
        List<Measurement> others = measurements.get(other);
        return Spread.of(IntStream.range(0, Math.min(ones.size(), others.size()))
                .mapToDouble(round -> figure.applyAsDouble(ones.get(round), others.get(round))));
    }

    private Spread ratioOfRates(Contender one, Contender other) {
        return ratio(one, other, (mine, theirs) -> mine.rowsPerSecond() / theirs.rowsPerSecond());
    }

    private Spread ratioOfRowsPerProcessorSecond(Contender one, Contender other) {
        return ratio(one, other, (mine, theirs) -> theirs.microsPerRow() / mine.microsPerRow());
    }

    /** Markdown. */
    String table() {
        StringBuilder table = new StringBuilder(
                """
                | variant | rows/s, median (min–max) | CPU µs a row: client | Cassandra | together | rows/s, theirs = 1 | rows per CPU second, theirs = 1 |
                |---|---|---|---|---|---|---|
                """);
        for (Contender contender : contenders()) {
            Spread rate = spread(contender, Measurement::rowsPerSecond);
            table.append("| %s | %,.0f (%,.0f–%,.0f) | %.1f | %.1f | %.1f | %s |%n"
                    .formatted(
                            contender.title(),
                            rate.median(),
                            rate.min(),
                            rate.max(),
                            spread(contender, Measurement::clientMicrosPerRow).median(),
                            spread(contender, Measurement::cassandraMicrosPerRow)
                                    .median(),
                            spread(contender, Measurement::microsPerRow).median(),
                            compared(contender)));
        }
        return table.toString();
    }

    private String compared(Contender theirs) {
        if (theirs == Contender.OURS_LANDING || !contenders().contains(Contender.OURS_LANDING)) {
            return " | ";
        }
        return "%.2f | %.2f"
                .formatted(
                        ratioOfRates(Contender.OURS_LANDING, theirs).median(),
                        ratioOfRowsPerProcessorSecond(Contender.OURS_LANDING, theirs)
                                .median());
    }

    String json() {
        ObjectNode json = Report.of("landing");
        json.put("records", records);
        json.put("bytes_per_record", bytesPerRecord);
        json.put("seed", seed);
        ObjectNode all = json.putObject("variants");
        for (Contender contender : contenders()) {
            ObjectNode variant = all.putObject(contender.code());
            put(variant, "rows_per_s", spread(contender, Measurement::rowsPerSecond));
            ObjectNode cpu = variant.putObject("cpu_us_per_row");
            put(cpu, "client", spread(contender, Measurement::clientMicrosPerRow));
            put(cpu, "cassandra", spread(contender, Measurement::cassandraMicrosPerRow));
            put(cpu, "together", spread(contender, Measurement::microsPerRow));
            variant.put("repetitions", measurements.get(contender).size());
            variant.put("rows_verified", contender.table().isPresent() ? records : 0);
        }
        ObjectNode ratios = json.putObject("ratios");
        if (contenders().contains(Contender.OURS_LANDING)) {
            for (Contender theirs : contenders()) {
                if (theirs == Contender.OURS_WHOLE) {
                    ObjectNode ratio = ratios.putObject(theirs.code() + "/" + Contender.OURS_LANDING.code());
                    put(ratio, "rows_per_s", ratioOfRates(theirs, Contender.OURS_LANDING));
                    put(ratio, "rows_per_cpu_second", ratioOfRowsPerProcessorSecond(theirs, Contender.OURS_LANDING));
                } else if (theirs != Contender.OURS_LANDING) {
                    ObjectNode ratio = ratios.putObject(Contender.OURS_LANDING.code() + "/" + theirs.code());
                    put(ratio, "rows_per_s", ratioOfRates(Contender.OURS_LANDING, theirs));
                    put(ratio, "rows_per_cpu_second", ratioOfRowsPerProcessorSecond(Contender.OURS_LANDING, theirs));
                }
            }
        }
        return Report.text(json);
    }

    private static void put(ObjectNode json, String name, Spread spread) {
        json.putObject(name)
                .put("median", Report.rounded(spread.median()))
                .put("min", Report.rounded(spread.min()))
                .put("max", Report.rounded(spread.max()));
    }
}
