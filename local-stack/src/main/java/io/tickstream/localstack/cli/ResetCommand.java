package io.tickstream.localstack.cli;

import io.tickstream.localstack.process.Folders;
import io.tickstream.localstack.server.LocalStack;
import io.tickstream.localstack.server.StackException;
import io.tickstream.localstack.server.StateFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Scanner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "reset",
        mixinStandardHelpOptions = true,
        description = "Remove all data, logs and passwords of the stack, after asking. Stops the servers first.")
final class ResetCommand implements Callable<Integer> {
    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        StateFolder state = Place.state();
        if (!state.exists()) {
            out.printf("There is nothing to remove in %s.%n", state.root());
            return ExitCode.DONE;
        }
        if (!yes && !confirmed(state.root(), out)) {
            out.println("Nothing was removed.");
            return ExitCode.FAILED;
        }
        LocalStack stack = Place.stack();
        stack.down(stack.allNames(), out::println);
        remove(state.root());
        out.printf("Removed %s.%n", state.root());
        return ExitCode.DONE;
    }

    private static boolean confirmed(Path folder, PrintWriter out) {
        out.printf("Remove %s with all companies, ticks, logs and passwords? [y/N] ", folder);
        out.flush();
        Scanner input = new Scanner(System.in, Charset.defaultCharset());
        return input.hasNextLine()
                && input.nextLine().strip().toLowerCase(Locale.ROOT).startsWith("y");
    }

    private static void remove(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new StackException("Cannot remove all of %s: %s. Remove the folder by hand.".formatted(folder, e), e);
        }
    }
}
