package io.tickstream.localstack.cli;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.tickstream.contract.Schedule;
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
        return set(Schedule.PAUSED, reason);
    }

    @Command(mixinStandardHelpOptions = true, description = "Make ticks again.")
    int resume(
            @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for those who look later.")
                    String reason)
            throws IOException {
        return set(Schedule.RUNNING, reason);
    }

    @Command(mixinStandardHelpOptions = true, description = "Show whether ticks are made, and who said so.")
    int status(@Option(names = "--json", description = "Print it as JSON.") boolean json) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        LocalStack stack = Place.running("cassandra");
        Map<String, Object> schedule = new LinkedHashMap<>();
        schedule.put("state", Schedule.RUNNING);
        try (CqlSession session = Cql.session(stack.site(), Role.OPERATOR)) {
            Row row = session.execute(Schedule.SELECT, Schedule.NAME).one();
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
            session.execute(SimpleStatement.newInstance(
                    Schedule.CHANGE,
                    new Schedule(state, System.getProperty("user.name"), Instant.now(), reason).values()));
        }
        spec.commandLine().getOut().printf("The schedule is %s from the next tick on.%n", state);
        return ExitCode.DONE;
    }
}
