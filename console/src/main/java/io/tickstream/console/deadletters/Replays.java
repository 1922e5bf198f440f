package io.tickstream.console.deadletters;

import com.datastax.oss.driver.api.core.DriverException;
import io.smallrye.common.annotation.Identifier;
import io.tickstream.console.ConsoleConfig;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.console.cassandra.Tables;
import io.tickstream.deadletters.DeadLetter;
import io.tickstream.deadletters.DeadLetters;
import io.tickstream.deadletters.NotPutBack;
import io.tickstream.deadletters.PutBack;
import io.tickstream.deadletters.Servers;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Puts dead letters back, as {@code ./tickstream dlq replay} does. */
@ApplicationScoped
class Replays {
    private final Tables tables;
    private final Servers servers;
    private final Clock clock;

    Replays(
            Tables tables,
            ConsoleConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            Clock clock) {
        this.tables = tables;
        this.servers = new Servers(kafka, config.functionUrl().map(Replays::folder), folder(config.registryUrl()));
        this.clock = clock;
    }

    /**
     * What became of one.
     *
     * @param what for people
     */
    record Result(UUID id, boolean done, String what) {}

    List<Result> putBack(List<DeadLetterResource.Name> names) throws ServerAway {
        return tables.with(session -> {
            DeadLetters letters = new DeadLetters(session, clock);
            PutBack putBack = new PutBack(letters, session, servers, "console");
            List<Result> results = new ArrayList<>();
            for (DeadLetterResource.Name name : names) {
                results.add(putBack(name, letters, putBack));
            }
            return results;
        });
    }

    private static Result putBack(DeadLetterResource.Name name, DeadLetters letters, PutBack putBack) {
        try {
            Optional<DeadLetter> letter = letters.find(name.at(), name.id());
            if (letter.isPresent()) {
                return new Result(name.id(), true, putBack.again(letter.get()));
            }
            return letters.resolution(name.at(), name.id()) // as when another letter's tick was repeated
                    .map(resolution -> new Result(name.id(), true, "It is dealt with already: " + resolution + "."))
                    .orElseGet(() -> new Result(name.id(), false, "There is no such dead letter."));
        } catch (NotPutBack e) {
            return new Result(name.id(), false, e.getMessage());
        } catch (IOException | DriverException e) {
            return new Result(name.id(), false, "It stays, since that failed: %s".formatted(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(name.id(), false, "The console was told to stop.");
        }
    }

    private static URI folder(URI url) {
        return url.getPath() == null || url.getPath().isEmpty() ? url.resolve("/") : url;
    }
}
