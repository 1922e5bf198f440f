package io.tickstream.localstack.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where a stack lives: what a server needs to know to be configured.
 *
 * @param installation what is started
 * @param state where it keeps its data
 * @param settings how it is started
 */
public record Site(Installation installation, StateFolder state, StackSettings settings) {
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(PROBE_TIMEOUT).build();

    /** The certificates of a secured stack. */
    Certificates certificates() {
        return new Certificates(state);
    }

    /**
     * The settings of Kafka's clients that lead to the broker, by their own names. On a secured stack they hold the
     * user's password.
     */
    public Map<String, String> kafkaClient(KafkaUser user) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bootstrap.servers", this.settings.addresses(Port.KAFKA));
        if (this.settings.secured()) {
            settings.put("security.protocol", "SASL_SSL");
            settings.put("sasl.mechanism", "SCRAM-SHA-512");
            settings.put("sasl.jaas.config", KafkaServer.jaas(user.userName(), state.password(user)));
            settings.put("ssl.truststore.type", "PEM");
            settings.put("ssl.truststore.location", certificates().authority().toString());
        }
        return settings;
    }

    /** The same as environment variables of our Quarkus applications. */
    Map<String, String> kafkaEnvironment(KafkaUser user) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        kafkaClient(user)
                .forEach((name, value) ->
                        environment.put("KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        return environment;
    }

    /** Where Cassandra is and how to log in, as environment variables of our Quarkus applications. */
    Map<String, String> cassandraEnvironment(Role role) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("QUARKUS_CASSANDRA_CONTACT_POINTS", settings.addresses(Port.CASSANDRA));
        environment.put("QUARKUS_CASSANDRA_LOCAL_DATACENTER", "datacenter1");
        environment.put("QUARKUS_CASSANDRA_AUTH_USERNAME", role.roleName());
        environment.put("QUARKUS_CASSANDRA_AUTH_PASSWORD", state.password(role));
        if (settings.secured()) {
            environment.put(
                    "QUARKUS_TLS_CASSANDRA_TRUST_STORE_PEM_CERTS",
                    certificates().authority().toString());
        }
        return environment;
    }

    /** Whether somebody accepts connections on the port. */
    boolean accepts(Port port) {
        return accepts(Node.FIRST, port);
    }

    /** Whether somebody accepts connections on the port of a node. */
    boolean accepts(Node node, Port port) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(node.inetAddress(), settings.port(port)), (int) PROBE_TIMEOUT.toMillis());
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The body of a 2xx answer to GET, or empty whatever else happens. */
    Optional<String> get(Port port, String path) throws InterruptedException {
        return get(settings.url(port, path));
    }

    private static Optional<String> get(URI url) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url).timeout(PROBE_TIMEOUT).build();
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() / 100 == 2 ? Optional.of(response.body()) : Optional.empty();
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }
}
