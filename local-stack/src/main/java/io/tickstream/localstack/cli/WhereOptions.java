package io.tickstream.localstack.cli;

import io.tickstream.localstack.schedule.Cluster;
import io.tickstream.localstack.schedule.FunctionGate;
import io.tickstream.localstack.server.StackException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whose schedule a command is about, and through whom it is turned. */
final class WhereOptions {
    /** Where the function runs. */
    enum On {
        /** In the local stack. */
        LOCAL,
        /** In a Kubernetes cluster. */
        K8S
    }

    @Option(
            names = "--on",
            paramLabel = "local|k8s",
            defaultValue = "local",
            description = "Where the function runs. Usually local.")
    On on;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = "tickstream",
            description = "With --on k8s: where to look. Usually ${DEFAULT-VALUE}.")
    String namespace;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "With --on k8s: kubectl's context to use. Usually its current one.")
    String context;

    @Option(
            names = "--function",
            paramLabel = "URL",
            description = "Ask the function that listens there instead of Cassandra, such as http://127.0.0.1:8080.")
    String function;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "With --function: a file that holds its INGEST_ACCESS_TOKEN. Usually it wants none on"
                    + " 127.0.0.1.")
    Path tokenFile;

    /**
     * The function to ask; empty if Cassandra is to be asked.
     *
     * @throws StackException if the options are of no use
     */
    Optional<FunctionGate> function() throws IOException {
        if (function == null) {
            if (tokenFile != null) {
                throw new StackException("--token-file is of use with --function only, which names the function.");
            }
            return Optional.empty();
        }
        return Optional.of(new FunctionGate(parsed(function), token()));
    }

    private Optional<String> token() throws IOException {
        if (tokenFile == null) {
            return Optional.empty();
        }
        return Optional.of(TextFile.read("token", tokenFile).strip());
    }

    private static URI parsed(String url) {
        try {
            URI parsed = new URI(url);
            if (parsed.getHost() != null
                    && List.of("http", "https").contains(parsed.getScheme())
                    && parsed.getPort() <= 65_535) {
                return parsed;
            }
        } catch (URISyntaxException e) {
            // said below; a URL may hold a password
        }
        throw new StackException("--function is no address such as http://127.0.0.1:8080.");
    }

    boolean inCluster() {
        return on == On.K8S;
    }

    Cluster connect() {
        return Cluster.connect(Optional.ofNullable(context), namespace);
    }
}
