package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import io.tickstream.contract.Topic;
import io.tickstream.landing.Decoded.Event;
import io.tickstream.landing.Decoded.Undecodable;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a task does with its part of a batch, in one pass: decode, write to the topic's table, publish what cannot be
 * decoded. It returns only after Cassandra and Kafka have acknowledged everything, so that Spark commits no offset
 * before; if it fails, Spark reads the same records again and they land in the same rows.
 *
 * @param kafka settings of Kafka's clients
 * @param registry base of the schema registry's API
 * @param outages how long to wait for Cassandra and the registry
 * @param rejectionSchemaId the registry's id of the rejections' schema
 */
record PartitionLanding(
        Map<String, String> kafka, URI registry, Cassandra cassandra, Patience outages, int rejectionSchemaId)
        implements FlatMapFunction<Iterator<Row>, Written> {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionLanding.class);

    PartitionLanding {
        kafka = Map.copyOf(kafka);
        requireNonNull(registry, "registry");
        requireNonNull(cassandra, "cassandra");
        requireNonNull(outages, "outages");
    }

    @Override
    public Iterator<Written> call(Iterator<Row> records) throws InterruptedException {
        return List.of(land(records)).iterator();
    }

    /** Returns when everything is acknowledged. */
    Written land(Iterator<Row> records) throws InterruptedException {
        try (Task task = new Task()) {
            while (records.hasNext()) {
                task.land(KafkaRecord.of(records.next()));
            }
            return task.finish();
        }
    }

    /** Writers and decoders, opened when the first record needs them: a task usually reads a single topic. */
    private final class Task implements AutoCloseable {
        private final Map<Topic, Decoder> decoders = new EnumMap<>(Topic.class);
        private final Map<LandedTable, CassandraWriter> writers = new EnumMap<>(LandedTable.class);
        private final Rejections rejections = new Rejections(kafka, rejectionSchemaId);
        private Landed landed = Landed.NOTHING;
        private final Set<UUID> ticks = new HashSet<>();
        private final Set<TickSlot> made = new HashSet<>();
        private ByteBuffer lastTick;
        private ByteBuffer lastSlot;
        private LandedTable lastTable;
        private long rejected;

        void land(KafkaRecord record) throws InterruptedException {
            Decoded decoded = decoder(record.topic()).decode(record.value());
            if (decoded instanceof Event event) {
                write(record, event.cells());
            } else if (decoded instanceof Undecodable undecodable) {
                reject(record, undecodable);
            }
        }

        /** To the topic of rejections; but what comes from there goes to its table at once, or it would circle. */
        private void reject(KafkaRecord record, Undecodable undecodable) throws InterruptedException {
            if (rejected++ == 0) { // the table has them all; a flood of them need not flood the log
                LOG.warn("Rejecting {}: {}: {}", record, undecodable.reason().code(), undecodable.cause());
            }
            if (record.topic() == Topic.COMPANIES_REJECTED) {
                write(record, Rejections.cells(record, undecodable));
            } else {
                rejections.publish(record, undecodable);
            }
        }

        private void write(KafkaRecord record, Cells event) throws InterruptedException {
            LandedTable table = LandedTable.of(record.topic());
            writer(table).write(table.values(event), table.writeTime(event, record));
            landed = landed.plus(table);
            touch(table, event);
        }

        private void touch(LandedTable table, Cells event) {
            ByteBuffer id = event.values()[table.tickColumn()];
            ByteBuffer slot = event.values()[table.slotColumn()];
            if (id == null || (table == lastTable && id.equals(lastTick) && slot.equals(lastSlot))) {
                return; // usually a tick's companies come one after the other
            }
            Optional<TickSlot> tick = table.tick(event);
            if (tick.isPresent()) {
                made.add(tick.get());
                if (table == LandedTable.COMPANIES) {
                    ticks.add(tick.get().tick());
                }
                lastTick = id;
                lastSlot = slot;
                lastTable = table;
            }
        }

        Written finish() throws InterruptedException {
            for (CassandraWriter writer : writers.values()) {
                writer.flush();
            }
            rejections.flush();
            if (rejected > 1) {
                LOG.warn("Rejected {} records in this task, for this and perhaps other reasons", rejected);
            }
            return new Written(landed, ticks, made);
        }

        private Decoder decoder(Topic topic) {
            return decoders.computeIfAbsent(
                    topic,
                    of -> new Decoder(of, id -> SchemaRegistry.shared(registry).schema(id, outages)));
        }

        private CassandraWriter writer(LandedTable table) throws InterruptedException {
            CassandraWriter writer = writers.get(table);
            if (writer == null) {
                writer = CassandraWriter.open(cassandra, table, outages);
                writers.put(table, writer);
            }
            return writer;
        }

        @Override
        public void close() {
            rejections.close();
            writers.values().forEach(CassandraWriter::close);
        }
    }
}
