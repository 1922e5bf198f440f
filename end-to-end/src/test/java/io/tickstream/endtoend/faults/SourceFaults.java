package io.tickstream.endtoend.faults;

import io.tickstream.localstack.companyapi.Behaviour;
import io.tickstream.localstack.server.Hop;
import io.tickstream.localstack.server.StackSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The company API misbehaves. */
final class SourceFaults {
    private static final Duration TIME = Duration.ofSeconds(8);
    private static final long TEN_MEGABYTES = 10L * 1024 * 1024;
    private static final long BOMB_BYTES = 4L << 30;
    private static final String UNAVAILABLE =
            "Ticks meanwhile are source_unavailable, and their receipts say so; none is half published";
    private static final String REJECTED = "Ticks meanwhile are rejected; what cannot be read is kept as dead letters";

    private SourceFaults() {}

    static List<Fault> all() {
        return List.of(
                new Misbehaving("source-500", UNAVAILABLE, false, stack -> Behaviour.Status.of(500)),
                new Misbehaving(
                        "source-429", UNAVAILABLE, false, stack -> Behaviour.Status.of(429, Duration.ofSeconds(3))),
                new Misbehaving("source-html", REJECTED, false, stack -> new Behaviour.Html(200)),
                new Misbehaving("source-truncated", REJECTED, false, stack -> new Behaviour.Truncated()),
                new Misbehaving(
                        "source-wrong-types",
                        "Companies that can be read land, the others are kept as dead letters",
                        true,
                        stack -> new Behaviour.WrongTypes(3)),
                new Misbehaving(
                        "source-10-megabytes",
                        "An answer is read up to its cap, and no further; memory stays bounded",
                        false,
                        stack -> Behaviour.Huge.of(TEN_MEGABYTES)),
                new Misbehaving(
                        "source-gzip-bomb",
                        "A small answer that swells is cut at the cap, which counts decompressed bytes",
                        false,
                        stack -> new Behaviour.Huge(BOMB_BYTES, true, false)),
                new Misbehaving(
                        "source-slow-loris",
                        "A tick ends within its deadline, however slowly bytes come",
                        false,
                        stack -> Behaviour.Slow.at(10)),
                new Misbehaving(
                        "source-redirect-loop",
                        "A loop ends after some hops",
                        false,
                        // the URL that was asked, query and all: whoever follows when all is well again gets its answer
                        stack -> Behaviour.Redirect.to("#again")),
                new Misbehaving(
                        "source-redirect-elsewhere",
                        "Nobody is asked but the hosts that are allowed",
                        false,
                        stack -> Behaviour.Redirect.to(
                                "http://localhost:%d/api/v2/companies".formatted(stack.port(Hop.FUNCTION_TO_SOURCE)))));
    }

    /** @param shortRun see {@link Fault#inShortRun} */
    private record Misbehaving(
            String name, String promise, boolean shortRun, Function<StackSettings, Behaviour> behaviour)
            implements Fault {
        @Override
        public Kind kind() {
            return Kind.SOURCE;
        }

        @Override
        public Set<String> touches() {
            return Set.of(Part.SOURCE.server());
        }

        @Override
        public boolean inShortRun() {
            return shortRun;
        }

        @Override
        public void strike(Scene scene) throws IOException, InterruptedException {
            scene.source().behave(behaviour.apply(scene.stack().stack().site().settings()));
            scene.hold(TIME);
        }

        @Override
        public void end(Scene scene) throws IOException, InterruptedException {
            scene.source().behaveAsUsual();
        }
    }
}
