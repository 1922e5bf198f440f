package io.tickstream.localstack.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the stack is started; kept in the state folder, so that the commands after {@code up} find the servers.
 *
 * @param source the company API that the function asks; null for the stand-in
 * @param quantity companies a tick, 1 to 1000
 * @param periodSeconds time between ticks, 1 to 60, a divisor of 60
 * @param ticking whether the function's own schedule runs; without it only ticks by hand are made
 * @param ports where the servers listen; one that is missing has its usual number
 * @param secured whether Kafka and Cassandra speak TLS only, and Kafka asks for names and passwords
 */
public record StackSettings(
        URI source, int quantity, int periodSeconds, boolean ticking, Map<Port, Integer> ports, boolean secured) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .setSerializationInclusion(JsonInclude.Include.NON_NULL)
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
        if (source != null && source.getUserInfo() != null) {
            throw new StackException(
                    "The source's URL holds a user's name or password, which logs would show. Give it without.");
        }
        ports = ports.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(ports));
        ports.forEach((port, number) -> {
            if (number < 1 || number > 65535) {
                throw new StackException("Port %s is %d; it must be 1 to 65535.".formatted(port.label(), number));
            }
        });
    }

    /** The settings of a stack that speaks plainly. */
    public StackSettings(URI source, int quantity, int periodSeconds, boolean ticking, Map<Port, Integer> ports) {
        this(source, quantity, periodSeconds, ticking, ports, false);
    }

    /** The same, secured or not. */
    public StackSettings withSecured(boolean security) {
        return new StackSettings(source, quantity, periodSeconds, ticking, ports, security);
    }

    /** Where a server listens. */
    public int port(Port port) {
        return ports.getOrDefault(port, port.usual());
    }

    /** Host and port, as clients write it. */
    public String address(Port port) {
        return "127.0.0.1:" + port(port);
    }

    /** A URL on one of the ports. */
    public URI url(Port port, String path) {
        return URI.create("http://" + address(port) + path);
    }

    /** What the function asks for companies. */
    public URI sourceUrl() {
        return source != null ? source : url(Port.COMPANY_API, "/api/v2/companies");
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
            return Optional.of(JSON.readValue(Files.readString(state.settingsFile()), StackSettings.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
