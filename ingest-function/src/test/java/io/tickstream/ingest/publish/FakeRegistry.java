package io.tickstream.ingest.publish;

import io.smallrye.mutiny.Uni;
import io.tickstream.contract.Topic;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** A registry in memory that knows the contract's schemas, by the ids 1, 2 and 3. Can be away, or know nothing. */
final class FakeRegistry implements RegistryApi {
    static final Map<Topic, Integer> IDS =
            Map.of(Topic.COMPANIES_CREATED, 1, Topic.COMPANIES_REJECTED, 2, Topic.TICKS, 3);

    private Optional<RuntimeException> failure = Optional.empty();
    private int lookUps;

    void goesAway() {
        failure = Optional.of(new ProcessingException("connection refused"));
    }

    void answersWith(int status) {
        failure =
                Optional.of(new WebApplicationException(Response.status(status).build()));
    }

    void comesBack() {
        failure = Optional.empty();
    }

    int lookUps() {
        return lookUps;
    }

    @Override
    public Uni<Registered> lookUp(String subject, Schema schema) {
        lookUps++;
        if (failure.isPresent()) {
            return Uni.createFrom().failure(failure.get());
        }
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.subject().equals(subject))
                .filter(topic -> topic.schema().toString().equals(schema.schema()))
                .findFirst()
                .map(topic -> Uni.createFrom().item(new Registered(IDS.get(topic))))
                .orElseGet(() -> Uni.createFrom()
                        .failure(
                                new WebApplicationException(Response.status(404).build())));
    }
}
