package io.tickstream.localstack.server;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How the stack is started; kept in the state folder, so that the commands after {@code up} find the servers.
 *
 * @param source the company API that the function asks; null for the stand-in
 * @param quantity companies a tick, 1 to 1000
 * @param periodSeconds time between ticks, 1 to 60, a divisor of 60
 * @param ticking whether the function's own schedule runs; without it only ticks by hand are made
 * @param ports where the servers listen; one that is missing has its usual number
 * @param nodes how many brokers Kafka has, and nodes Cassandra: 1 or 3; null for 1
 * @param detours hops that lead by way of somebody else; the others go straight to their server
 * @param ledger whether the stand-in keeps a ledger of what it serves, at {@link StateFolder#servedLedger}; for tests
 * @param secured whether Kafka and Cassandra speak TLS only, and Kafka asks for names and passwords
 * @param thoroughCompiler whether JVMs of which much may be asked compile their code thoroughly; without it they start
 *     sooner
 */
public record StackSettings(
        URI source,
        int quantity,
        int periodSeconds,
        boolean ticking,
        Map<Port, Integer> ports,
        Integer nodes,
        Map<Hop, Detour> detours,
        boolean ledger,
        boolean secured,
        boolean thoroughCompiler) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT);

    /** What {@code up} starts when nothing is said. */
    public static final StackSettings USUAL = new StackSettings(null, 10, 10, true, Map.of());

    /** Checks the ranges. */
    public StackSettings {
        if (quantity < 1 || quantity > 1000) {
            throw new StackException("The quantity is %d; the company API gives 1 to 1000.".formatted(quantity));
        }
        if (periodSeconds < 1 || 60 % periodSeconds != 0) {
            throw new StackException(
                    "The period is %d s; it must be a divisor of 60, so that slots are marks on the clock."
                            .formatted(periodSeconds));
        }
        if (source != null && !("http".equals(source.getScheme()) || "https".equals(source.getScheme()))) {
            throw new StackException(
                    "The source %s is no http or https URL, such as https://fakerapi.it/api/v2/companies."
                            .formatted(source));
        }
        if (source != null && source.getPort() > 65_535) {
            throw new StackException(
                    "The source %s has port %d; the highest is 65535.".formatted(source, source.getPort()));
        }
        if (source != null && source.getUserInfo() != null) {
            throw new StackException(
                    "The source's URL holds a user's name or password, which logs would show. Give it without.");
        }
        nodes = Objects.requireNonNullElse(nodes, 1); // as those had it who kept their settings before there were three
        if (nodes != 1 && nodes != 3) {
            throw new StackException(
                    "The number of nodes is %d; Kafka and Cassandra run on 1, or on 3, of which one may fail."
                            .formatted(nodes));
        }
        ports = ports.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(ports));
        // a file of a stack that was started before there were any has none
        detours = detours == null || detours.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(detours));
        if (secured && nodes > 1) {
            throw new StackException(
                    "A secured stack runs on one node, not on %d. Leave out --secured, or --nodes.".formatted(nodes));
        }
        if (secured && !detours.isEmpty()) {
            throw new StackException("Detours speak plainly; a secured stack has none.");
        }
        if (nodes > 1 && !detours.isEmpty()) {
            throw new StackException("Detours lead to one server each; there are %d nodes.".formatted(nodes));
        }
        ports.forEach((port, number) -> {
            if (number < 1 || number > 65535) {
                throw new StackException("Port %s is %d; it must be 1 to 65535.".formatted(port.label(), number));
            }
        });
    }

    /** On one node that speaks plainly; every hop goes straight to its server, and the stand-in keeps no ledger. */
    public StackSettings(URI source, int quantity, int periodSeconds, boolean ticking, Map<Port, Integer> ports) {
        this(source, quantity, periodSeconds, ticking, ports, 1, Map.of(), false, false, false);
    }

    /** The same on so many nodes, 1 or 3. */
    public StackSettings withNodes(int count) {
        return new StackSettings(
                source, quantity, periodSeconds, ticking, ports, count, detours, ledger, secured, thoroughCompiler);
    }

    /** The same, where the function's own schedule runs with this period. */
    public StackSettings withTicking(int everySeconds) {
        return new StackSettings(
                source, quantity, everySeconds, true, ports, nodes, detours, ledger, secured, thoroughCompiler);
    }

    /** The same with these detours instead of its own. */
    public StackSettings withDetours(Map<Hop, Detour> changed) {
        return new StackSettings(
                source, quantity, periodSeconds, ticking, ports, nodes, changed, ledger, secured, thoroughCompiler);
    }

    /** The same, and the stand-in keeps a ledger of what it serves. */
    public StackSettings withLedger() {
        return new StackSettings(
                source, quantity, periodSeconds, ticking, ports, nodes, detours, true, secured, thoroughCompiler);
    }

    /** The same, secured or not. */
    public StackSettings withSecured(boolean security) {
        return new StackSettings(
                source, quantity, periodSeconds, ticking, ports, nodes, detours, ledger, security, thoroughCompiler);
    }

    /** The same, for servers of which much is asked: they start slowly and run fast. */
    public StackSettings withThoroughCompiler() {
        return new StackSettings(
                source, quantity, periodSeconds, ticking, ports, nodes, detours, ledger, secured, true);
    }

    /** The members of the clusters of Kafka and Cassandra. */
    List<Node> members() {
        return Node.all(nodes);
    }

    /** The names of all members of a service that is a cluster. */
    List<String> names(String service) {
        return members().stream().map(node -> node.nameOf(service)).toList();
    }

    /** How many copies there are of each record and row: one on every node. */
    int replicas() {
        return nodes;
    }

    /** How many copies must be there before a record is acknowledged: most of them. */
    int quorum() {
        return nodes / 2 + 1;
    }

    /** Where a server listens. */
    public int port(Port port) {
        return ports.getOrDefault(port, port.usual());
    }

    /** Host and port, as clients write it. */
    public String address(Port port) {
        return address(Node.FIRST, port);
    }

    /** Host and port on a node. */
    String address(Node node, Port port) {
        return node.address() + ":" + port(port);
    }

    /** Hosts and ports that the client of a hop is told: those of all nodes, or of whoever is between them. */
    String addresses(Hop hop) {
        return detours.containsKey(hop) ? address(hop) : addresses(hop.target());
    }

    /** Hosts and ports on all nodes, separated by commas, as clients of Kafka and Cassandra are told them. */
    public String addresses(Port port) {
        return members().stream().map(node -> address(node, port)).collect(joining(","));
    }

    /** Where the client of a hop is sent to: the server's port, or that of whoever is between them. */
    public int port(Hop hop) {
        Detour detour = detours.get(hop);
        return detour == null ? port(hop.target()) : detour.via();
    }

    /** Host and port of {@link #port(Hop)}. */
    public String address(Hop hop) {
        return "127.0.0.1:" + port(hop);
    }

    /** A URL by way of a hop. */
    public URI url(Hop hop, String path) {
        return URI.create("http://" + address(hop) + path);
    }

    /** The detours that lead to this port. */
    Map<Hop, Detour> detoursTo(Port port) {
        Map<Hop, Detour> found = new LinkedHashMap<>();
        for (Hop hop : Hop.values()) {
            if (hop.target() == port && detours.containsKey(hop)) {
                found.put(hop, detours.get(hop));
            }
        }
        return found;
    }

    /** A URL on one of the ports. */
    public URI url(Port port, String path) {
        return URI.create("http://" + address(port) + path);
    }

    /** What the function asks for companies. */
    public URI sourceUrl() {
        return source != null ? source : url(Hop.FUNCTION_TO_SOURCE, "/api/v2/companies");
    }

    /** Whether the stand-in is asked, not an API outside. */
    public boolean standIn() {
        return source == null;
    }

    /** Time between ticks. */
    public Duration period() {
        return Duration.ofSeconds(periodSeconds);
    }

    /** Keeps the settings for later commands. */
    public void save(StateFolder state) throws IOException {
        JSON.writeValue(state.settingsFile().toFile(), this);
    }

    /** The settings that the stack was last started with, if it ever was. */
    public static Optional<StackSettings> load(StateFolder state) throws IOException {
        try {
            StackSettings settings = JSON.readValue(Files.readString(state.settingsFile()), StackSettings.class);
            if (settings == null) {
                throw damaged(state, "it holds nothing", null);
            }
            return Optional.of(settings);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (CharacterCodingException e) {
            throw damaged(state, "it is no text in UTF-8", e);
        } catch (JsonProcessingException e) {
            boolean outOfRange = e.getCause() instanceof StackException;
            throw damaged(state, outOfRange ? e.getCause().getMessage() : "it is no JSON of ours", e);
        }
    }

    /**
     * The settings that the stack was last started with, or the usual ones. Of a stack whose settings somebody has
     * removed, its data still tell how many nodes it has.
     */
    public static StackSettings lastOrUsual(StateFolder state) throws IOException {
        return load(state).orElse(state.holdsDataOfSeveralNodes() ? USUAL.withNodes(3) : USUAL);
    }

    private static StackException damaged(StateFolder state, String why, Exception cause) {
        return new StackException(
                "%s, which keeps how the stack was started, cannot be read: %s. Remove it; ./tickstream up --detach writes it anew. Nothing else knows the ports: give --port again where it was given."
                        .formatted(state.settingsFile(), why),
                cause);
    }
}
