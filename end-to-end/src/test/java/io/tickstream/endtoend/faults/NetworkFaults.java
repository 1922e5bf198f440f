package io.tickstream.endtoend.faults;

import io.tickstream.endtoend.faults.FaultProxy.Mode;
import io.tickstream.localstack.server.Hop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Each hop of the data is slow, silent, cut or starved for a while. */
final class NetworkFaults {
    private static final Map<Mode, String> NAMES = Map.of(
            Mode.SLOW, "slow",
            Mode.TRICKLE, "one-byte-a-second",
            Mode.HALF_OPEN, "half-open",
            Mode.RESET, "reset");

    private static final Map<Mode, Duration> TIMES = Map.of(
            Mode.SLOW, Duration.ofSeconds(12),
            Mode.TRICKLE, Duration.ofSeconds(12),
            Mode.HALF_OPEN, Duration.ofSeconds(12),
            Mode.RESET, Duration.ofSeconds(8));

    private static final Set<String> IN_SHORT_RUN = Set.of("job-to-cassandra-half-open", "function-to-kafka-reset");

    private NetworkFaults() {}

    static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        for (Hop hop : Hop.values()) {
            for (Mode mode : List.of(Mode.SLOW, Mode.HALF_OPEN, Mode.RESET, Mode.TRICKLE)) {
                all.add(new Broken(hop, mode));
            }
        }
        return all;
    }

    /** Every connection of a hop, those that are open and those to come. */
    private record Broken(Hop hop, Mode mode) implements Fault {
        @Override
        public String name() {
            return hop.label() + "-" + NAMES.get(mode);
        }

        @Override
        public String promise() {
            return switch (hop) {
                case FUNCTION_TO_SOURCE -> "A tick ends within its deadline, and its receipt says how";
                case FUNCTION_TO_KAFKA -> "A tick ends within its deadline; what was acknowledged lands once";
                case FUNCTION_TO_REGISTRY -> "Ticks go on by the schema ids that the function knows";
                case FUNCTION_TO_CASSANDRA -> "Ticks go on by the gate's last known state";
                case JOB_TO_KAFKA -> "Kafka keeps what comes, and the job lands it afterwards";
                case JOB_TO_REGISTRY -> "Landing goes on by the schemas that the job knows";
                case JOB_TO_CASSANDRA -> "The job waits, and lands everything once";
            };
        }

        @Override
        public Kind kind() {
            return Kind.NETWORK;
        }

        @Override
        public Set<String> touches() {
            return Set.of(hop.label());
        }

        @Override
        public boolean inShortRun() {
            return IN_SHORT_RUN.contains(name());
        }

        @Override
        public void strike(Scene scene) throws InterruptedException {
            scene.proxy(hop).mode(mode);
            scene.hold(TIMES.get(mode));
        }

        @Override
        public void end(Scene scene) {
            scene.proxy(hop).mode(Mode.PASS);
        }
    }
}
