package io.tickstream.localstack.cli;

import io.tickstream.localstack.server.LocalStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

@Command(
        name = "submit",
        customSynopsis = "tickstream submit [OPTION...]",
        description = {
            "Submit the landing job by spark-submit, to the local cluster and until Ctrl-C.",
            "Each OPTION is one of spark-submit's, such as --master local[2] or --conf NAME=VALUE; it wins over the"
                    + " stack's own. One that runs in another terminal is found by status and stopped by down.",
            "Only one job may land from a checkpoint: a second one says so and ends.",
            "Example: ./tickstream submit --conf spark.tickstream.trigger=5s"
        })
final class SubmitCommand implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    boolean help;

    @Unmatched
    List<String> options = new ArrayList<>(); // picocli adds to it

    @Override
    public Integer call() throws IOException, InterruptedException {
        LocalStack stack = Place.stack();
        io.tickstream.localstack.process.Command command = stack.submitCommand(options);
        ProcessBuilder builder = new ProcessBuilder(command.arguments())
                .directory(command.workingFolder().toFile())
                .inheritIO();
        builder.environment().putAll(command.environment());
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        boolean first = stack.submitted().isEmpty();
        if (first) {
            stack.noteSubmitted(process.toHandle());
        }
        int exitCode = process.waitFor();
        if (first) {
            stack.forgetSubmitted();
        }
        return exitCode == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }
}
