package io.tickstream.localstack.cli;

import com.datastax.oss.driver.api.core.CqlSession;
import io.tickstream.deadletters.DeadLetters;
import io.tickstream.localstack.server.Cql;
import io.tickstream.localstack.server.LocalStack;
import io.tickstream.localstack.server.Role;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Land once more what Kafka still holds: fills tables that were emptied or lost to the content that they had.",
            "The running job does not mind, and rows that are there do not change. A record's time is when it was"
                    + " published. Dead letters that were dealt with stay so.",
            "Example: ./tickstream replay --from 2026-01-31T12:00:00Z"
        })
final class ReplayCommand implements Callable<Integer> {
    private static final int WRONG_ARGUMENTS = 2;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "TIME",
            description = "The first moment, as 2026-01-31T12:00:00Z, or beginning.")
    String from;

    @Option(names = "--to", paramLabel = "TIME", description = "The moment to end before; usually now.")
    String to;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Place.running("kafka");
        Place.running("registry");
        LocalStack stack = Place.running("cassandra");
        List<String> arguments = new ArrayList<>(List.of("--from", from));
        if (to != null) {
            arguments.addAll(List.of("--to", to));
        }
        JobRun replay = JobRun.of(
                "Landing once more what Kafka still holds",
                stack.replayCommand(arguments),
                stack.site().state().logs().resolve("replay.log"),
                spec.commandLine().getErr());
        if (replay.exitCode() != 0) {
            spec.commandLine()
                    .getErr()
                    .println("tickstream: " + replay.failed("The replay failed").getMessage());
            return replay.exitCode() == WRONG_ARGUMENTS ? spec.exitCodeOnInvalidInput() : ExitCode.FAILED;
        }
        try (CqlSession session = Cql.session(stack.site(), Role.OPERATOR)) {
            new DeadLetters(session, Clock.systemUTC()).resolveAgain();
        }
        out.print(replay.result());
        out.flush();
        return ExitCode.DONE;
    }
}
