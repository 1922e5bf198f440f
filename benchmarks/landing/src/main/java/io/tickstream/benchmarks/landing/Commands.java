package io.tickstream.benchmarks.landing;

import io.tickstream.localstack.server.StackException;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** What the benchmarks' command lines have in common. */
final class Commands {
    private Commands() {}

    /** Runs the command and ends this process, with 0 if it was done. */
    static void run(Callable<Integer> command, String... args) {
        System.exit(new CommandLine(command)
                .setExecutionExceptionHandler((exception, line, parsed) -> {
                    if (exception instanceof StackException) {
                        line.getErr().println(exception.getMessage());
                        return 1;
                    }
                    throw exception;
                })
                .execute(args));
    }
}
