package io.tickstream.localstack.cli;

import io.tickstream.deadletters.NotPutBack;
import io.tickstream.localstack.server.StackException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: {@code ./tickstream COMMAND}. */
@Command(
        name = "tickstream",
        mixinStandardHelpOptions = true,
        version = "Tickstream 0.1.0",
        description = "Company records from an HTTP API to Kafka, Spark and Cassandra every ten seconds,"
                + " on real servers on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Besides: tickstream compose-env, which writes .env for docker compose and needs no build; see its --help.",
            "State is kept in ./.tickstream, or in the folder that TICKSTREAM_HOME names.",
            "Exit codes: 0 done, 1 failed, 2 wrong use, 3 the servers needed do not run."
        },
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            QueryCommand.class,
            TickCommand.class,
            ScheduleCommand.class,
            AuditCommand.class,
            SubmitCommand.class,
            DoctorCommand.class,
            ReplayCommand.class,
            DeadLetterCommand.class,
            ResetCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Tickstream {
    /** Runs the command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Tickstream())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((exception, commandLine, parsed) -> {
                    commandLine.getErr().println("tickstream: " + message(exception));
                    return exception instanceof NotRunning ? ExitCode.NOT_RUNNING : ExitCode.FAILED;
                });
    }

    private static String message(Exception exception) {
        if (exception instanceof StackException || exception instanceof NotPutBack || exception instanceof NotRunning) {
            return exception.getMessage();
        }
        return "%s: %s".formatted(exception.getClass().getSimpleName(), exception.getMessage());
    }
}
