package io.tickstream.landing;

import io.tickstream.contract.Table;
import io.tickstream.contract.Topic;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A topic's table: its columns, and how an event becomes a row whose replay changes nothing. The time of a write is a
 * function of the Kafka record alone; docs/decisions/0006-write-times.md and 0030-attempts-that-were-outdone.md say why it is what it is.
 */
enum LandedTable {
    /** The first delivery of a company stays, whatever is delivered under its id later. */
    COMPANIES(Topic.COMPANIES_CREATED, Table.COMPANIES_CREATED, "tick_id", "tick_id", "timestamp_column") {
        @Override
        long writeTime(Cells event, KafkaRecord record) {
            return firstOffsetWins(record);
        }
    },

    /** Of a tick's receipts, the one that did most stays; of two that did as much, the one that finished last. */
    TICKS(Topic.TICKS, Table.TICKS, "id", "slot") {
        @Override
        long writeTime(Cells event, KafkaRecord record) {
            Instant finishedAt = event.instant(columns().fieldIndex("finished_at"));
            // a receipt from the future could never be replaced, nor deleted by hand
            long millis = Math.min(finishedAt.toEpochMilli(), record.timestamp().toEpochMilli());
            // two receipts of one millisecond must differ, or Cassandra would mix their cells into one row
            return TimeUnit.MILLISECONDS.toMicros(millis) + record.offset() % 1000 - behindMicros(event);
        }

        /** A repetition that did less must not hide what an earlier one is known to have put on Kafka. */
        private long behindMicros(Cells event) {
            return switch (event.text(columns().fieldIndex("outcome"))) {
                case "skipped_overlap", "paused" -> 5 * STEP_MICROS;
                case "source_unavailable" -> 4 * STEP_MICROS;
                case "publish_failed" -> acknowledged(event) == 0 ? 3 * STEP_MICROS : STEP_MICROS;
                case "empty", "rejected" -> 2 * STEP_MICROS;
                default -> 0;
            };
        }

        @Override
        boolean isByHand(Cells event) {
            return event.text(columns().fieldIndex("trigger")).equals("manual");
        }

        private int acknowledged(Cells event) {
            return event.integer(columns().fieldIndex("published"))
                    + event.integer(columns().fieldIndex("rejected"));
        }

        /** A later receipt without a reason must wipe out an earlier one's; a column left unset would keep it. */
        @Override
        ByteBuffer absent(StructField column) {
            return switch (ColumnBinding.of(column)) {
                case TEXT -> ByteBuffer.allocate(0);
                case INT -> ByteBuffer.allocate(Integer.BYTES);
                default ->
                    throw new IllegalStateException(
                            "Say what stands in column %s where a receipt has nothing".formatted(column.name()));
            };
        }
    },

    /** A rejection is the same at each delivery. */
    REJECTED(Topic.COMPANIES_REJECTED, Table.REJECTED, "tick_id", "at") {
        @Override
        long writeTime(Cells event, KafkaRecord record) {
            return firstOffsetWins(record);
        }

        /** What the job itself rejected is dated by Kafka. */
        @Override
        Optional<TickSlot> tick(Cells event) {
            return event.text(columns().fieldIndex("stage")).equals(AT_SOURCE) ? super.tick(event) : Optional.empty();
        }
    };

    /** The stage of what the function rejected. */
    static final String AT_SOURCE = "source";

    /** What the first offset of a partition is written with, in microseconds: 2020-01-01T00:00:00Z. */
    static final long FIRST_OFFSET_WRITTEN = 1_577_836_800_000_000L;

    /** More than lies between a tick and its last repetition: ten years. */
    private static final long STEP_MICROS = TimeUnit.DAYS.toMicros(3650);

    private static final int NO_COLUMN = -1;
    private static final String DAY = "day";

    private static final Map<Topic, LandedTable> BY_TOPIC = new EnumMap<>(Topic.class);

    static {
        for (LandedTable table : values()) {
            BY_TOPIC.put(table.topic, table);
        }
    }

    private final Topic topic;
    private final Table table;

    @SuppressWarnings("ImmutableEnumChecker") // Spark's types are immutable, only not annotated so
    private final StructType columns;

    private final int partitionColumn;
    private final int datedBy;
    private final int tickColumn;
    private final int slotColumn;

    LandedTable(Topic topic, Table table, String partitionColumn, String tickColumn, String slotColumn) {
        this.topic = topic;
        this.table = table;
        this.columns = EventSchema.of(topic).columns();
        this.partitionColumn = columns.fieldIndex(partitionColumn);
        this.datedBy = NO_COLUMN;
        this.tickColumn = columns.fieldIndex(tickColumn);
        this.slotColumn = columns.fieldIndex(slotColumn);
    }

    /** A table by day, where the day is the one of the slot in UTC. */
    LandedTable(Topic topic, Table table, String tickColumn, String slotColumn) {
        this.topic = topic;
        this.table = table;
        this.columns = EventSchema.of(topic).columns().add(DAY, DataTypes.DateType, false);
        this.partitionColumn = columns.fieldIndex(DAY);
        this.datedBy = columns.fieldIndex(slotColumn);
        this.tickColumn = columns.fieldIndex(tickColumn);
        this.slotColumn = columns.fieldIndex(slotColumn);
    }

    /** The table that the topic's events land in. */
    static LandedTable of(Topic topic) {
        return BY_TOPIC.get(topic);
    }

    Topic topic() {
        return topic;
    }

    Table table() {
        return table;
    }

    /** The columns that the job writes: the event's, then what is derived from them. */
    StructType columns() {
        return columns;
    }

    /** Which of {@link #columns} is the partition key. */
    int partitionColumn() {
        return partitionColumn;
    }

    /**
     * The time that the row is written with, which decides between two deliveries of one key: the greater wins.
     *
     * @return microseconds since 1970-01-01T00:00:00Z, never in the future
     */
    abstract long writeTime(Cells event, KafkaRecord record);

    /** Which of {@link #columns} names the event's tick; null there if the tick is not known. */
    int tickColumn() {
        return tickColumn;
    }

    /** Which of {@link #columns} is the tick's slot, or when the job rejected something. */
    int slotColumn() {
        return slotColumn;
    }

    /** The tick that the function made the event in; empty if the job made it, or the tick is not known. */
    Optional<TickSlot> tick(Cells event) {
        ByteBuffer id = event.values()[tickColumn];
        return id == null
                ? Optional.empty()
                : Optional.of(new TickSlot(
                        new UUID(id.getLong(id.position()), id.getLong(id.position() + Long.BYTES)),
                        event.instant(slotColumn).toEpochMilli(),
                        isByHand(event)));
    }

    /** Whether the event says that its tick is none of the clock's. */
    boolean isByHand(Cells event) {
        return false;
    }

    /** CQL's bytes in the order of {@link #columns}; null is left unset. */
    ByteBuffer[] values(Cells event) {
        ByteBuffer[] values = Arrays.copyOf(event.values(), columns.length());
        for (int i = 0; i < event.values().length; i++) {
            if (values[i] == null) {
                values[i] = absent(columns.apply(i));
            }
        }
        if (datedBy != NO_COLUMN) {
            values[partitionColumn] =
                    ColumnBinding.date(Math.floorDiv(event.instant(datedBy).toEpochMilli(), TimeUnit.DAYS.toMillis(1)));
        }
        return values;
    }

    /** What stands in the table where the event has nothing; null for nothing. */
    ByteBuffer absent(StructField column) {
        return null;
    }

    private static long firstOffsetWins(KafkaRecord record) {
        return FIRST_OFFSET_WRITTEN - record.offset();
    }
}
