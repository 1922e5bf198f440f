package io.tickstream.localstack.cli;

import static java.util.stream.Collectors.joining;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.tickstream.localstack.audit.Audit;
import io.tickstream.localstack.audit.Difference;
import io.tickstream.localstack.audit.Finding;
import io.tickstream.localstack.audit.Line;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToLongFunction;

/** The audit as text and as JSON. */
record AuditOutput(Audit audit, boolean onlyDifferences) {
    /** Sentences about single ticks; who wants them all takes the JSON. */
    private static final int MOST_DETAILS = 20;

    void print(PrintWriter out) {
        List<Line> lines = lines();
        if (!lines.isEmpty()) {
            out.println(AsciiTable.getTable(
                    AsciiTable.NO_BORDERS,
                    lines,
                    List.of(
                            left("SLOT").with(line -> line.slot().toString()),
                            right("EXPECTED").with(line -> String.valueOf(line.expected())),
                            right("RECEIVED").with(line -> String.valueOf(line.received())),
                            right("FETCHED").with(line -> String.valueOf(line.fetched())),
                            right("PUBLISHED").with(line -> String.valueOf(line.published())),
                            right("LANDED").with(line -> String.valueOf(line.landed())),
                            right("REJECTED").with(line -> String.valueOf(line.rejected())),
                            left("OUTCOME").with(AuditOutput::outcome),
                            left("").with(AuditOutput::codes))));
            out.println();
        }
        printFindings(out);
        out.println(summaryInWords());
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("from", audit.slots().from().toString());
        json.put("to", audit.slots().to().toString());
        json.put("period_seconds", audit.slots().period().toSeconds());
        json.put("slots", lines().stream().map(AuditOutput::json).toList());
        json.put("summary", summary());
        return json;
    }

    private List<Line> lines() {
        return onlyDifferences
                ? audit.lines().stream().filter(line -> !line.clean()).toList()
                : audit.lines();
    }

    private void printFindings(PrintWriter out) {
        List<Finding> findings = audit.findings();
        audit.lines().stream()
                .flatMap(line -> line.findings().stream().map(finding -> "%s %s: %s%s"
                        .formatted(
                                line.slot(),
                                finding.difference().code(),
                                finding.detail(),
                                finding.tick() == null ? "" : " (tick " + finding.tick() + ")")))
                .limit(MOST_DETAILS)
                .forEach(out::println);
        if (findings.size() > MOST_DETAILS) {
            out.printf("… and %d more; --json tells them all.%n", findings.size() - MOST_DETAILS);
        }
        for (Difference difference : Difference.values()) {
            long count = findings.stream()
                    .filter(finding -> finding.difference() == difference)
                    .count();
            if (count > 0) {
                out.printf("%n%s (%d): %s%n", difference.code(), count, difference.meaning());
            }
        }
        if (!findings.isEmpty()) {
            out.println();
        }
    }

    private String summaryInWords() {
        long received = sum(line -> line.byHand() ? 0 : line.received());
        return String.format(
                Locale.ROOT,
                "%s to %s, every %d s: %d slots, %d expected, %d received, %d paused without a tick, %d ticks by hand; %d fetched, %d published, %d landed, %d rejected%s: %d %s, %d %s.",
                audit.slots().from(),
                audit.slots().to(),
                audit.slots().period().toSeconds(),
                audit.slots().marks().size(),
                sum(Line::expected),
                received,
                paused(),
                byHand(),
                sum(Line::fetched),
                sum(Line::published),
                sum(Line::landed),
                sum(Line::rejected),
                sum(Line::unpublished) == 0
                        ? ""
                        : ", %d lost by ticks that failed to publish".formatted(sum(Line::unpublished)),
                audit.holes(),
                audit.holes() == 1 ? "hole" : "holes",
                audit.differences(),
                audit.differences() == 1 ? "difference" : "differences");
    }

    private Map<String, Object> summary() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("slots", audit.slots().marks().size());
        json.put("expected", sum(Line::expected));
        json.put("received", sum(line -> line.byHand() ? 0 : line.received()));
        json.put("paused", paused());
        json.put("manual", byHand());
        json.put("fetched", sum(Line::fetched));
        json.put("published", sum(Line::published));
        json.put("landed", sum(Line::landed));
        json.put("rejected", sum(Line::rejected));
        json.put("unpublished", sum(Line::unpublished));
        json.put("holes", audit.holes());
        json.put("differences", audit.differences());
        return json;
    }

    private static Map<String, Object> json(Line line) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("slot", line.slot().toString());
        json.put("manual", line.byHand());
        json.put("expected", line.expected());
        json.put("received", line.received());
        json.put("fetched", line.fetched());
        json.put("published", line.published());
        json.put("landed", line.landed());
        json.put("rejected", line.rejected());
        json.put("unpublished", line.unpublished());
        json.put("outcome", line.outcome());
        json.put("ticks", line.ticks().stream().map(UUID::toString).toList());
        json.put("differences", line.findings().stream().map(AuditOutput::json).toList());
        return json;
    }

    private static Map<String, Object> json(Finding finding) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("code", finding.difference().code());
        json.put("hole", finding.difference().isHole());
        json.put("tick", finding.tick() == null ? null : finding.tick().toString());
        json.put("detail", finding.detail());
        json.put("meaning", finding.difference().meaning());
        return json;
    }

    private long sum(ToLongFunction<Line> figure) {
        return audit.lines().stream().mapToLong(figure).sum();
    }

    /** Slots that need no tick, since the schedule was paused. */
    private long paused() {
        return audit.lines().stream()
                .filter(line -> !line.byHand() && line.expected() == 0 && line.received() == 0)
                .count();
    }

    private long byHand() {
        return audit.lines().stream().filter(Line::byHand).count();
    }

    private static String outcome(Line line) {
        return line.byHand() ? line.outcome() + " (by hand)" : line.outcome();
    }

    private static String codes(Line line) {
        return line.findings().stream()
                .map(finding -> finding.difference().code())
                .distinct()
                .collect(joining(", "));
    }

    private static Column left(String header) {
        return new Column().header(header).headerAlign(HorizontalAlign.LEFT).dataAlign(HorizontalAlign.LEFT);
    }

    private static Column right(String header) {
        return new Column().header(header).headerAlign(HorizontalAlign.RIGHT).dataAlign(HorizontalAlign.RIGHT);
    }
}
