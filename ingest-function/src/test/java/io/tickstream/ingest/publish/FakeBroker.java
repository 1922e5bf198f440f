package io.tickstream.ingest.publish;

import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import io.tickstream.contract.WireFormat.NotFramed;
import io.tickstream.ingest.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/** A broker in memory: can be away, refuse records, or keep silent. */
final class FakeBroker implements Broker {
    private final List<Parcel> acknowledged = new ArrayList<>();
    private Optional<String> away = Optional.empty();
    private Predicate<Parcel> refused = parcel -> false;
    private boolean silent;
    private int attempts;

    synchronized void goesAway() {
        away = Optional.of("Kafka is away");
    }

    synchronized void comesBack() {
        away = Optional.empty();
    }

    synchronized void refuses(Predicate<Parcel> parcels) {
        refused = parcels;
    }

    synchronized void keepsSilent() {
        silent = true;
    }

    /** How often somebody tried to reach it. */
    synchronized int attempts() {
        return attempts;
    }

    synchronized List<Parcel> acknowledged(Topic topic) {
        return acknowledged.stream().filter(parcel -> parcel.topic() == topic).toList();
    }

    /** The topic's values, out of their frames. */
    <T extends SpecificRecord> List<T> values(Topic topic, Class<T> type) {
        return acknowledged(topic).stream()
                .map(parcel -> decoded(parcel.value(), type))
                .toList();
    }

    @Override
    public synchronized void reach(Set<Topic> topics, Deadline deadline) throws PublishFailed {
        attempts++;
        if (away.isPresent()) {
            throw new PublishFailed(away.get(), null);
        }
    }

    @Override
    public synchronized List<CompletableFuture<Void>> send(List<Parcel> parcels) {
        return parcels.stream().map(this::send).toList();
    }

    private synchronized CompletableFuture<Void> send(Parcel parcel) {
        if (silent) {
            return new CompletableFuture<>();
        }
        if (refused.test(parcel)) {
            return CompletableFuture.failedFuture(new IllegalStateException("not this one"));
        }
        acknowledged.add(parcel);
        return CompletableFuture.completedFuture(null);
    }

    private static <T extends SpecificRecord> T decoded(byte[] value, Class<T> type) {
        try {
            var payload = WireFormat.unframe(value).payload();
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            return new SpecificDatumReader<>(type)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
        } catch (NotFramed e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
