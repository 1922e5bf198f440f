package io.tickstream.localstack.server;

import io.tickstream.localstack.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ingest function, which makes the ticks. */
final class IngestFunction extends Server {
    static final String NAME = "function";

    private static final int HEAP_MEGABYTES = 128;

    private final Site site;

    IngestFunction(Site site) {
        super(NAME, List.of(Port.FUNCTION), needs(site.settings()));
        this.site = site;
    }

    @Override
    Command command() throws IOException {
        return command("function");
    }

    /** The function as cron starts it, with the settings of the server: makes the ticks of a minute, and ends. */
    Command burst() throws IOException {
        Command server = command("burst"); // its own copy, since the server's may be in use
        List<String> arguments = new ArrayList<>(server.arguments());
        arguments.add("burst");
        return new Command(arguments, server.environment(), server.workingFolder());
    }

    private Command command(String folderName) throws IOException {
        Path folder = site.state().folder(folderName);
        Path app = Installation.copy(site.installation().functionFolder(), folder);
        StackSettings stack = site.settings();
        Map<String, String> environment = new HashMap<>();
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", String.valueOf(stack.port(Port.FUNCTION)));
        environment.putAll(site.kafkaEnvironment(KafkaUser.INGEST_FUNCTION));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.addresses(Hop.FUNCTION_TO_KAFKA));
        environment.put(
                "INGEST_REGISTRY_URL", stack.url(Hop.FUNCTION_TO_REGISTRY, "").toString());
        environment.put("INGEST_SOURCE_URL", stack.sourceUrl().toString());
        if (stack.standIn()) {
            environment.put("INGEST_SOURCE_ALLOW_PRIVATE_ADDRESSES", "true");
        }
        environment.put("INGEST_QUANTITY", String.valueOf(stack.quantity()));
        environment.put("INGEST_PERIOD", stack.period().toString());
        environment.put("INGEST_SCHEDULE_ENABLED", String.valueOf(stack.ticking()));
        environment.putAll(site.cassandraEnvironment(Role.FUNCTION));
        environment.put("QUARKUS_CASSANDRA_CONTACT_POINTS", stack.addresses(Hop.FUNCTION_TO_CASSANDRA));
        return JavaCommand.withHeap(HEAP_MEGABYTES)
                .thatMostlyWaits()
                .environment(environment)
                .jar(folder, app.resolve("quarkus-run.jar"));
    }

    @Override
    boolean isReady() throws InterruptedException {
        return site.get(Port.FUNCTION, "/q/health/ready").isPresent();
    }

    private static List<String> needs(StackSettings settings) {
        List<String> needs = new ArrayList<>(settings.names(KafkaServer.NAME));
        needs.add(RegistryServer.NAME);
        needs.addAll(settings.names(CassandraServer.NAME));
        if (settings.standIn()) {
            needs.add(CompanyApiServer.NAME);
        }
        return needs;
    }
}
