package io.tickstream.localstack.cli;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import io.tickstream.localstack.audit.Audit;
import io.tickstream.localstack.audit.EvidenceReader;
import io.tickstream.localstack.audit.Slots;
import io.tickstream.localstack.server.Role;
import io.tickstream.localstack.server.StackException;
import io.tickstream.localstack.server.StackSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Check the ledger: a tick in every slot, and fetched = landed + rejected for every tick.",
            "Exits 0 if all is well, 1 if there is a hole or a difference, 3 if Cassandra does not run."
        })
final class AuditCommand implements Callable<Integer> {
    private static final Duration USUAL_RANGE = Duration.ofHours(1);

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "The first slot: 2026-01-31T12:00:00Z, 2026-01-31T12:00 or 2026-01-31 in this machine's time"
                    + " zone, -1h (also s, m, d) or now. Usually an hour ago, or the ledger's first tick if that came"
                    + " later.")
    String from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            description = "Where to stop, before this time. Usually now; never later than now less --settle.")
    String to;

    @Option(
            names = "--settle",
            paramLabel = "DURATION",
            defaultValue = "60s",
            description = "How long a tick may take to land; younger slots are not looked at. Usually 60s.")
    String settle;

    @Option(
            names = "--period",
            paramLabel = "SECONDS",
            description = "Time between ticks, a divisor of 60. Usually that of the local stack's last start, or 10.")
    Integer period;

    @Option(names = "--only-differences", description = "Show only lines with something wrong.")
    boolean onlyDifferences;

    @Option(names = "--json", description = "Print it as JSON.")
    boolean json;

    @Mixin
    CassandraOptions cassandra;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Moments moments = new Moments(now, ZoneId.systemDefault());
        Instant settled = now.minus(settle());
        Instant end = to == null ? settled : earlier(moments.moment(to), settled);
        Instant begin = from == null ? null : moments.moment(from);
        if (begin != null && to != null && begin.isAfter(moments.moment(to))) {
            throw new StackException("--from %s is later than --to %s.".formatted(from, to));
        }
        Duration slotLength = Duration.ofSeconds(period());
        try (CqlSession session = cassandra.open(Role.READER)) {
            EvidenceReader reader = new EvidenceReader(session);
            Slots slots = slots(begin == null ? usualBegin(reader, end) : begin, end, slotLength);
            Audit audit = Audit.of(slots, reader.read(slots));
            AuditOutput output = new AuditOutput(audit, onlyDifferences);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(Json.of(output.json()));
            } else {
                output.print(out);
            }
            if (slots.marks().isEmpty()) {
                spec.commandLine()
                        .getErr()
                        .printf("There is no slot in this range that is older than %s (--settle).%n", settle);
            }
            return audit.findings().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
        } catch (UnauthorizedException e) {
            throw new StackException(
                    "Cassandra does not let this role read the ledger: %s. Use tickstream_reader."
                            .formatted(e.getMessage()),
                    e);
        } catch (DriverException e) {
            throw new NotRunning("Cassandra stopped answering: %s. Ask again.".formatted(e.getMessage()), e);
        }
    }

    private Duration settle() {
        try {
            return Moments.span(settle);
        } catch (DateTimeException e) {
            throw new StackException("'%s' is no duration. Write 60s, 5m, 1h or PT1M30S.".formatted(settle), e);
        }
    }

    private int period() throws IOException {
        if (period != null) {
            return period;
        }
        return cassandra.elsewhere()
                ? StackSettings.USUAL.periodSeconds()
                : Place.stack().site().settings().periodSeconds();
    }

    private static Slots slots(Instant begin, Instant end, Duration period) {
        try {
            // a range that is younger than the settle time is empty
            return new Slots(begin, begin.isAfter(end) ? begin : end, period);
        } catch (IllegalArgumentException e) {
            throw new StackException(e.getMessage() + ".", e);
        }
    }

    private static Instant usualBegin(EvidenceReader reader, Instant end) {
        Instant usual = end.minus(USUAL_RANGE);
        return reader.firstSlot().filter(usual::isBefore).orElse(usual);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
