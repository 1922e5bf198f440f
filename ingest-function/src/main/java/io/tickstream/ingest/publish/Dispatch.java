package io.tickstream.ingest.publish;

import io.tickstream.contract.Topic;
import io.tickstream.ingest.Deadline;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.AuthorizationException;

/** Hands parcels to the broker and waits for its word on each. */
@ApplicationScoped
class Dispatch {
    private final Broker broker;

    Dispatch(Broker broker) {
        this.broker = broker;
    }

    /**
     * Sends the parcels, in their order.
     *
     * @return for each parcel why the broker has not acknowledged it by the deadline; empty if it has
     * @throws PublishFailed if the broker cannot be reached; none has been sent then
     */
    List<Optional<String>> send(List<Parcel> parcels, Deadline deadline) throws PublishFailed {
        Set<Topic> topics = EnumSet.noneOf(Topic.class);
        parcels.forEach(parcel -> topics.add(parcel.topic()));
        broker.reach(topics, deadline);
        return broker.send(parcels).stream()
                .map(acknowledgement -> refusal(acknowledgement, deadline))
                .toList();
    }

    private static Optional<String> refusal(CompletableFuture<Void> acknowledgement, Deadline deadline) {
        try {
            acknowledgement.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            return Optional.empty();
        } catch (TimeoutException e) {
            acknowledgement.cancel(false); // what is not handed over yet never will be
            return Optional.of("Kafka did not acknowledge a record in time; is the broker up, with enough in-sync "
                    + "replicas? See ingest.publish-timeout");
        } catch (ExecutionException e) {
            return Optional.of("Kafka did not take a record: %s%s"
                    .formatted(
                            e.getCause().getMessage(),
                            e.getCause() instanceof AuthorizationException
                                    ? "; " + KafkaBroker.remedy(e.getCause())
                                    : ""));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("the function was told to stop while it waited for Kafka");
        }
    }
}
