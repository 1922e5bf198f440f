package io.tickstream.console.servers;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.cache.CacheResult;
import io.smallrye.common.annotation.Identifier;
import io.tickstream.console.ConsoleConfig;
import io.tickstream.console.answer.Gathering;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.jboss.logging.Logger;

/** Looks whether each server accepts connections and, where its process is on this machine, what it takes. */
@ApplicationScoped
class Servers {
    private static final Logger LOG = Logger.getLogger(Servers.class);
    private static final int CONNECT_MILLIS = 500;

    private final ConsoleConfig config;
    private final String kafka;
    private final List<String> cassandra;
    private final ObjectMapper json;
    private final ManagedExecutor executor;
    private final Clock clock;
    private final Map<Long, Used> lastUsed = new ConcurrentHashMap<>();

    Servers(
            ConsoleConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            @ConfigProperty(name = "quarkus.cassandra.contact-points") List<String> cassandra,
            ObjectMapper json,
            ManagedExecutor executor,
            Clock clock) {
        this.config = config;
        this.kafka = String.valueOf(kafka.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
        this.cassandra = cassandra;
        this.json = json;
        this.executor = executor;
        this.clock = clock;
    }

    private record Used(Instant at, Duration cpu) {}

    @CacheResult(cacheName = "servers")
    List<ServerView> look() {
        Gathering parts = new Gathering(executor);
        List<Supplier<Optional<ServerView>>> views = new ArrayList<>();
        known().forEach(server -> views.add(parts.read(() -> view(server))));
        return views.stream().map(Supplier::get).flatMap(Optional::stream).toList();
    }

    private List<KnownServer> known() {
        if (config.serversFile().isPresent()) {
            Path file = config.serversFile().get();
            try {
                return json.readValue(file.toFile(), new TypeReference<List<KnownServer>>() {});
            } catch (IOException e) {
                LOG.warnf("%s cannot be read, so that no process is shown: %s", file, e.getMessage());
            }
        }
        List<KnownServer> known = new ArrayList<>();
        Optional<URI> none = Optional.empty();
        config.functionUrl().ifPresent(url -> known.add(elsewhere("function", "Ingest function", address(url), none)));
        known.add(elsewhere("kafka", "Kafka", kafka.split(",", 2)[0], none));
        known.add(elsewhere("registry", "Schema registry", address(config.registryUrl()), none));
        config.sparkMasterUrl()
                .ifPresent(url ->
                        known.add(elsewhere("spark-master", "Spark master", address(url), config.sparkMasterPage())));
        known.add(elsewhere("job", "Landing job", address(config.jobUrl()), config.jobPage()));
        known.add(elsewhere("cassandra", "Cassandra", cassandra.get(0), none));
        return known;
    }

    private static KnownServer elsewhere(String name, String title, String address, Optional<URI> page) {
        return new KnownServer(
                name,
                title,
                address,
                null,
                null,
                page.map(url -> List.of(new KnownServer.Link("Web page", url.toString())))
                        .orElse(List.of()));
    }

    private ServerView view(KnownServer server) {
        Optional<ProcessHandle> process =
                Optional.ofNullable(server.pidFile()).map(Path::of).flatMap(Processes::find);
        boolean mayRun = server.pidFile() == null || process.isPresent();
        return new ServerView(
                server.name(),
                server.title(),
                mayRun && accepts(server.address()) ? "up" : "down",
                server.address(),
                process.map(ProcessHandle::pid).orElse(null),
                process.flatMap(handle -> handle.info().startInstant()).orElse(null),
                process.map(Processes::residentBytes).orElse(null),
                process.map(this::cores).orElse(null),
                server.links(),
                server.log());
    }

    private Double cores(ProcessHandle process) {
        Used now = new Used(clock.instant(), Processes.cpuTime(process));
        Used before = lastUsed.put(process.pid(), now);
        if (before == null || !before.at().isBefore(now.at())) {
            return null;
        }
        // a descendant that has ended takes its time along
        return Math.max(
                0.0,
                (double) now.cpu().minus(before.cpu()).toNanos()
                        / Duration.between(before.at(), now.at()).toNanos());
    }

    private static boolean accepts(String address) {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                    CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String address(URI url) {
        int usual = "https".equals(url.getScheme()) ? 443 : 80;
        return url.getHost() + ":" + (url.getPort() < 0 ? usual : url.getPort());
    }
}
