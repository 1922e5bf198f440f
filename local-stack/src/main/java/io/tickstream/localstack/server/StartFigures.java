package io.tickstream.localstack.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured when the stack was started.
 *
 * @param readyAfterMillis from the command to the last server's readiness
 * @param firstRowAfterMillis from the command to the first row of a new tick in Cassandra; null until there is one
 * @param restSince when the stack had nothing more to do than its ticks, in milliseconds since the epoch
 * @param cpuMillisAtRest processor time of each server until then; idle cost is counted from there
 */
public record StartFigures(
        long readyAfterMillis, Long firstRowAfterMillis, long restSince, Map<String, Long> cpuMillisAtRest) {
    private static final ObjectMapper JSON = new ObjectMapper();

    void save(StateFolder state) throws IOException {
        JSON.writeValue(state.startFiguresFile().toFile(), this);
    }

    /** The figures of the last start, if it came to its end. */
    public static Optional<StartFigures> load(StateFolder state) throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readString(state.startFiguresFile()), StartFigures.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
