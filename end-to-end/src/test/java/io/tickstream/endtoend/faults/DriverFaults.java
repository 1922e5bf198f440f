package io.tickstream.endtoend.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.byteman.agent.Main;

/** The job's driver ends at the moments that are worst for it, or somebody starts a second one. */
final class DriverFaults {
    private static final Duration AIM = Duration.ofSeconds(60);
    private static final Duration HALT = Duration.ofMinutes(5);
    private static final String SPARKS_LOG = "org.apache.spark.sql.execution.streaming.HDFSMetadataLog";

    private DriverFaults() {}

    static List<Fault> all() {
        return List.of(
                new Halted(
                        "driver-halted-before-offsets",
                        "before it has noted what the batch is to read",
                        false,
                        SPARKS_LOG,
                        "add",
                        "$0.getClass().getSimpleName().equals(\"OffsetSeqLog\")",
                        3),
                new Halted(
                        "driver-halted-before-rollups",
                        "after the rows are written and before the rollups",
                        false,
                        "io.tickstream.landing.RollupKeeper",
                        "apply",
                        "TRUE",
                        2),
                new Halted(
                        "driver-halted-between-landed-and-minutes",
                        "after a tick's rows are counted and before its minute is summed",
                        false,
                        "io.tickstream.landing.RollupTables",
                        "putMinute",
                        "TRUE",
                        3),
                new Halted(
                        "driver-halted-between-minutes-and-totals",
                        "when some of the rollups' tables are written and others are not",
                        false,
                        "io.tickstream.landing.StatementSender", // in the driver it writes nothing but rollups
                        "send",
                        "TRUE",
                        6),
                new Halted(
                        "driver-halted-before-commit",
                        "after all is written and before the batch is committed",
                        true,
                        SPARKS_LOG,
                        "add",
                        "$0.getClass().getSimpleName().equals(\"CommitLog\")",
                        2),
                new Second());
    }

    /**
     * The driver's JVM halts in the midst of a batch, by a rule of Byteman's; a supervisor starts it anew without.
     *
     * @param moment for the promise
     * @param condition in Byteman's language
     * @param times how often the method must have been called
     */
    private record Halted(
            String name,
            String moment,
            boolean inShortRun,
            String className,
            String method,
            String condition,
            int times)
            implements Fault {
        private static final String TRACE = "Byteman halts the driver";

        @Override
        public String promise() {
            return "A driver that dies %s repeats the batch, which lands in the same rows and sums".formatted(moment);
        }

        @Override
        public Kind kind() {
            return Kind.DRIVER;
        }

        @Override
        public Set<String> touches() {
            return Set.of(Operator.JOB);
        }

        @Override
        public Duration aim() {
            return AIM;
        }

        @Override
        public boolean mixes() {
            return false;
        }

        @Override
        public void strike(Scene scene) throws IOException, InterruptedException {
            Path rule = scene.state().resolve("logs").resolve(name + ".btm");
            Files.writeString(rule, rule(), UTF_8);
            Operator operator = new Operator(scene);
            scene.down(Operator.JOB);
            operator.startJob(
                    List.of(), Map.of("JAVA_TOOL_OPTIONS", "-javaagent:%s=script:%s".formatted(agent(), rule)));
            ProcessHandle driver = scene.process(Part.DRIVER);
            scene.await("the driver halts " + moment, HALT, () -> !driver.isAlive());
            if (!operator.log().contains(TRACE)) {
                throw new IllegalStateException("The driver ended before it was halted; see "
                        + scene.stack().stack().log(Operator.JOB));
            }
        }

        @Override
        public void end(Scene scene) throws IOException, InterruptedException {
            scene.over();
            scene.up(Operator.JOB);
        }

        private String rule() {
            return """
                    RULE %s
                    CLASS %s
                    METHOD %s
                    AT ENTRY
                    IF %s AND incrementCounter("calls") >= %d
                    DO traceln("%s"); killJVM()
                    ENDRULE
                    """
                    .formatted(name, className, method, condition, times, TRACE);
        }

        private static Path agent() {
            return Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath());
        }
    }

    /** Somebody submits the job beside the one that runs. */
    private record Second() implements Fault {
        @Override
        public String name() {
            return "two-drivers";
        }

        @Override
        public String promise() {
            return "The second driver says who lands from this checkpoint, and ends; the first goes on";
        }

        @Override
        public Kind kind() {
            return Kind.DRIVER;
        }

        @Override
        public Set<String> touches() {
            return Set.of(Operator.JOB);
        }

        @Override
        public boolean inShortRun() {
            return false; // OperationsIT has it
        }

        @Override
        public boolean mixes() {
            return false;
        }

        @Override
        public void strike(Scene scene) throws IOException, InterruptedException {
            long first = scene.process(Part.DRIVER).pid();
            Operator operator = new Operator(scene);
            Operator.Ran second = operator.run(scene.stack()
                    .stack()
                    .submitCommand(List.of("--master", "local[2]", "--conf", "spark.ui.enabled=false")));
            String held = "Landing cannot start. Another driver lands from this checkpoint: ";
            if (second.exitCode() != 1
                    || !second.output().contains(held)
                    || !second.output().contains("process " + first)) {
                throw new IllegalStateException(
                        "The second driver did not name the first, process %d; it exits %d with %s"
                                .formatted(first, second.exitCode(), second.output()));
            }
            if (scene.process(Part.DRIVER).pid() != first) {
                throw new IllegalStateException("The first driver did not outlive the second");
            }
        }

        @Override
        public void end(Scene scene) {
            scene.note("the second driver named the first and ended");
        }
    }
}
