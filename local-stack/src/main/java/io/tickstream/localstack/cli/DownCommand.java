package io.tickstream.localstack.cli;

import io.tickstream.localstack.server.LocalStack;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stop the servers, in reverse order. Data are kept.")
final class DownCommand implements Callable<Integer> {
    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "Stop these servers only, such as function,job.")
    Set<String> only;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        LocalStack stack = Place.stack();
        if (only != null) {
            only.forEach(stack::ports);
        }
        int[] stopped = new int[1];
        stack.down(only != null ? only : stack.allNames(), line -> {
            stopped[0]++;
            out.println(line);
        });
        if (stopped[0] == 0) {
            out.println("Nothing ran.");
        }
        return ExitCode.DONE;
    }
}
