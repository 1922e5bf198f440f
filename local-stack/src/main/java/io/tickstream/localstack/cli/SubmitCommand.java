package io.tickstream.localstack.cli;

import io.tickstream.localstack.server.LocalStack;
import io.tickstream.localstack.server.StackException;
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
                    + " stack's own.",
            "Example: ./tickstream submit --conf spark.tickstream.trigger=5s"
        })
final class SubmitCommand implements Callable<Integer> {
    private static final String CHECKPOINT = "spark.tickstream.checkpoint=";

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
        if (stack.find("job").isPresent() && options.stream().noneMatch(option -> option.startsWith(CHECKPOINT))) {
            throw new StackException(
                    "The stack's own job runs with the same checkpoint, which only one may use. Stop it: ./tickstream down --only job; or give another: --conf spark.tickstream.checkpoint=URI");
        }
        io.tickstream.localstack.process.Command command = stack.submitCommand(options);
        ProcessBuilder builder = new ProcessBuilder(command.arguments())
                .directory(command.workingFolder().toFile())
                .inheritIO();
        builder.environment().putAll(command.environment());
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return process.waitFor() == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }
}
