package io.tickstream.endtoend.faults;

import io.tickstream.localstack.server.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The fault suite by hand. */
@Command(
        name = "faults.sh",
        mixinStandardHelpOptions = true,
        version = "Tickstream 0.1.0",
        description = "Starts the pipeline afresh, in end-to-end/target/faults and on free ports, strikes one fault"
                + " after the other while ticks go on, then several at once, and holds what has landed against what"
                + " the source served.",
        footer = {
            "",
            "Prints one line a fault and writes end-to-end/target/faults/report.json.",
            "Exit codes: 0 all passed; 1 some failed; 2 wrong use."
        })
public final class FaultCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int MOST_MINUTES = 24 * 60;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "How long faults are mixed at random after each was struck alone, 0 to 1440."
                    + " Default: 5, or 0 with --only.")
    Integer minutes;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "The seed of whatever is random: the same strikes the same faults together. Default: any.")
    Long seed;

    @Option(
            names = "--only",
            paramLabel = "REGEX",
            description = "Only faults whose name this matches somewhere, such as ^kafka or half-open.")
    String only;

    @Option(
            names = "--mixture",
            description = "Strike none alone, so that a mixture can be seen again, or go on for long.")
    boolean mixture;

    @Option(names = "--short", description = "Only the faults that continuous integration strikes.")
    boolean shortRun;

    @Option(names = "--list", description = "Print the faults and what they promise, and strike none.")
    boolean list;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Also put the table into this Markdown file, between its markers: docs/reliability.md.")
    Path report;

    @Spec
    CommandSpec spec;

    /** Exits with the command's code. */
    public static void main(String[] arguments) {
        System.exit(
                new CommandLine(new FaultCommand()).setUsageHelpAutoWidth(true).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Fault> faults = selected();
        if (list) {
            faults.forEach(fault -> spec.commandLine().getOut().printf("%-36s %s%n", fault.name(), fault.promise()));
            return 0;
        }
        if (report != null && !Files.isWritable(report)) {
            throw wrongUse("--report: there is no file %s that can be written.".formatted(report));
        }
        Path root = Path.of(System.getProperty("tickstream.root", "."));
        Path folder = root.resolve("end-to-end/target/faults");
        FaultSuite suite = new FaultSuite(new Installation(root), folder, anySeed(), true, System.out);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(suite), "stop"));
        Report found = suite.run(mixture ? List.of() : faults, faults, Duration.ofMinutes(mixedMinutes(faults)));
        found.writeJson(folder.resolve("report.json"));
        if (report != null) {
            found.writeMarkdown(report);
        }
        System.out.printf(
                "%d of %d passed in %.1f minutes. Seed %d. %s%n",
                found.results().size() - found.failed(),
                found.results().size(),
                found.minutes(),
                found.seed(),
                folder.resolve("report.json"));
        return found.failed() == 0 ? 0 : FAILED;
    }

    /** Ctrl-C leaves no server behind. */
    private static void stop(FaultSuite suite) {
        try {
            suite.stop();
        } catch (IOException | InterruptedException e) {
            System.err.println("Servers may still run: " + e.getMessage());
        }
    }

    private List<Fault> selected() {
        List<Fault> faults = shortRun ? Catalogue.shortRun() : Catalogue.all();
        if (only == null) {
            return faults;
        }
        try {
            Pattern pattern = Pattern.compile(only);
            List<Fault> matching = faults.stream()
                    .filter(fault -> pattern.matcher(fault.name()).find())
                    .toList();
            if (matching.isEmpty()) {
                throw wrongUse("--only: no fault's name matches '%s'; --list shows them.".formatted(only));
            }
            return matching;
        } catch (PatternSyntaxException e) {
            throw wrongUse("--only: '%s' is no regular expression: %s.".formatted(only, e.getDescription()));
        }
    }

    private long mixedMinutes(List<Fault> faults) {
        if (minutes != null && (minutes < 0 || minutes > MOST_MINUTES)) {
            throw wrongUse("--minutes is %d; it must be 0 to %d.".formatted(minutes, MOST_MINUTES));
        }
        long wanted = minutes != null ? minutes : only == null || mixture ? 5 : 0;
        if (mixture && wanted == 0) {
            throw wrongUse("--mixture with --minutes 0 leaves nothing to strike; give --minutes 1 or more.");
        }
        if (wanted > 0 && faults.stream().noneMatch(Fault::mixes)) {
            throw wrongUse("--minutes: none of these faults may strike together with others; give --minutes 0.");
        }
        return wanted;
    }

    private long anySeed() {
        return seed == null ? new Random().nextInt(Integer.MAX_VALUE) : seed;
    }

    private ParameterException wrongUse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
