package io.tickstream.localstack.cli;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.tickstream.contract.Table;
import io.tickstream.localstack.server.Cql;
import io.tickstream.localstack.server.LocalStack;
import io.tickstream.localstack.server.Role;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "schedule",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "pause|resume|status",
        description = "Pause the ticks, resume them, or see which.")
final class ScheduleCommand implements Runnable {
    /** The row of the table that the function reads. */
    private static final String NAME = "default";

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say pause, resume or status.");
    }

    @Command(mixinStandardHelpOptions = true, description = "Make no more ticks; each is recorded as paused.")
    int pause(
            @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for those who look later.")
                    String reason)
            throws IOException {
        return set("paused", reason);
    }

    @Command(mixinStandardHelpOptions = true, description = "Make ticks again.")
    int resume(
            @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for those who look later.")
                    String reason)
            throws IOException {
        return set("running", reason);
    }

    @Command(mixinStandardHelpOptions = true, description = "Show whether ticks are made, and who said so.")
    int status(@Option(names = "--json", description = "Print it as JSON.") boolean json) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        LocalStack stack = Place.running("cassandra");
        Map<String, Object> schedule = new LinkedHashMap<>();
        schedule.put("state", "running");
        try (CqlSession session = Cql.session(stack.site(), Role.OPERATOR)) {
            Row row = session.execute(
                            "SELECT state, changed_by, changed_at, reason FROM %s WHERE name = ?"
                                    .formatted(Table.SCHEDULE.qualifiedName()),
                            NAME)
                    .one();
            if (row != null) {
                schedule.put("state", row.getString("state"));
                schedule.put("changed_by", row.getString("changed_by"));
                schedule.put("changed_at", String.valueOf(row.getInstant("changed_at")));
                schedule.put("reason", row.getString("reason"));
            }
        }
        if (json) {
            out.println(Json.of(schedule));
        } else {
            schedule.forEach((name, value) -> {
                if (value != null) {
                    out.printf("%-12s %s%n", name, value);
                }
            });
        }
        return ExitCode.DONE;
    }

    private int set(String state, String reason) throws IOException {
        LocalStack stack = Place.running("cassandra");
        try (CqlSession session = Cql.session(stack.site(), Role.OPERATOR)) {
            session.execute(
                    "INSERT INTO %s (name, state, changed_by, changed_at, reason) VALUES (?, ?, ?, ?, ?)"
                            .formatted(Table.SCHEDULE.qualifiedName()),
                    NAME,
                    state,
                    System.getProperty("user.name"),
                    Instant.now(),
                    reason);
        }
        spec.commandLine().getOut().printf("The schedule is %s from the next tick on.%n", state);
        return ExitCode.DONE;
    }
}
