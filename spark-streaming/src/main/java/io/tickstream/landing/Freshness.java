package io.tickstream.landing;

import io.tickstream.contract.Topic;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import org.HdrHistogram.Histogram;
import org.apache.spark.sql.Row;

/**
 * How old companies are when they become visible: from the time stamp that Kafka has for a record, set when it was
 * published, to the moment at which Cassandra had acknowledged all of its task. Unit: milliseconds.
 *
 * @param landed what was written
 * @param ages of the companies among the records
 */
record Freshness(Landed landed, Histogram ages) implements Serializable {
    /** Two digits are enough to act on, and a task's figures fit into some kilobytes. */
    private static final int DIGITS = 2;

    static Freshness nothing() {
        return new Freshness(Landed.NOTHING, new Histogram(DIGITS));
    }

    /** The older of both is changed and must not be used again. */
    Freshness plus(Freshness other) {
        ages.add(other.ages);
        return new Freshness(landed.plus(other.landed), ages);
    }

    boolean isKnown() {
        return ages.getTotalCount() > 0;
    }

    long medianMillis() {
        return ages.getValueAtPercentile(50);
    }

    long maxMillis() {
        return ages.getMaxValue();
    }

    /** Hands records on and keeps when each company was published. */
    static final class Times implements Iterator<Row> {
        private final Iterator<Row> records;
        private long[] published = new long[1024];
        private int count;

        Times(Iterator<Row> records) {
            this.records = records;
        }

        @Override
        public boolean hasNext() {
            return records.hasNext();
        }

        @Override
        public Row next() {
            Row row = records.next();
            if (KafkaRecord.topicOf(row).equals(Topic.COMPANIES_CREATED.topicName())) {
                if (count == published.length) {
                    published = Arrays.copyOf(published, 2 * count);
                }
                published[count++] = KafkaRecord.timestampMillisOf(row);
            }
            return row;
        }

        Histogram agesAt(long now) {
            Histogram ages = new Histogram(DIGITS);
            for (int i = 0; i < count; i++) {
                ages.recordValue(Math.max(0, now - published[i])); // a producer's clock may be ahead
            }
            return ages;
        }
    }
}
