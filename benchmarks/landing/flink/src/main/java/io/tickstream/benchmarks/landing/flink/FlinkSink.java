package io.tickstream.benchmarks.landing.flink;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.LocalDate;
import io.tickstream.benchmarks.landing.client.Runs;
import io.tickstream.benchmarks.landing.client.Surroundings;
import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import io.tickstream.contract.avro.CompanyEvent;
import java.io.IOException;
import java.util.Date;
import java.util.UUID;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.connectors.cassandra.CassandraSink;
import org.apache.flink.streaming.connectors.cassandra.ClusterBuilder;
import org.apache.flink.types.Row;

/**
 * Flink's Kafka source and its Cassandra sink in a local cluster: our Avro events, decoded by Avro's own reader, one
 * statement a row, a table whose key is the company's id.
 */
public final class FlinkSink {
    private static final int PARALLELISM = 2;

    /** For each of the parallel sinks; without a bound, the sink floods Cassandra until requests time out. */
    private static final int IN_FLIGHT = 64;

    private FlinkSink() {}

    /** Run by the benchmark. */
    public static void main(String[] args) throws Exception {
        Surroundings surroundings = Surroundings.ofThisProcess();
        Runs.serve(() -> land(surroundings));
    }

    private static void land(Surroundings surroundings) throws Exception {
        StreamExecutionEnvironment flink = StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM);
        KafkaSource<Row> source = KafkaSource.<Row>builder()
                .setBootstrapServers(surroundings.kafka())
                .setTopics(Topic.COMPANIES_CREATED.topicName())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setBounded(OffsetsInitializer.latest())
                .setValueOnlyDeserializer(new Companies())
                .build();
        DataStream<Row> companies = flink.fromSource(source, WatermarkStrategy.noWatermarks(), "companies");
        // CassandraSink.addSink would choose the same builder, but wants Flink's API for Scala at hand
        new CassandraSink.CassandraRowSinkBuilder(
                        companies, companies.getType(), companies.getType().createSerializer(flink.getConfig()))
                .setQuery(surroundings.insert())
                .setClusterBuilder(
                        new Local(surroundings.cassandraPort(), surroundings.user(), surroundings.password()))
                .setMaxConcurrentRequests(IN_FLIGHT)
                .build();
        flink.execute();
    }

    /** Reaches the stack's Cassandra. */
    private static final class Local extends ClusterBuilder {
        private static final long serialVersionUID = 1;

        private final int port;
        private final String user;
        private final String password;

        Local(int port, String user, String password) {
            this.port = port;
            this.user = user;
            this.password = password;
        }

        @Override
        protected Cluster buildCluster(Cluster.Builder builder) {
            return builder.addContactPoint("127.0.0.1")
                    .withPort(port)
                    .withCredentials(user, password)
                    .withoutJMXReporting()
                    .build();
        }
    }

    /** Our events as rows of the table, in the types of Cassandra's driver 3. */
    private static final class Companies implements DeserializationSchema<Row> {
        private static final long serialVersionUID = 1;

        private static final TypeInformation<Row> COMPANY = Types.ROW(
                Types.GENERIC(UUID.class),
                Types.GENERIC(UUID.class),
                Types.GENERIC(Date.class),
                Types.LONG,
                Types.STRING,
                Types.STRING,
                Types.STRING,
                Types.STRING,
                Types.STRING,
                Types.STRING,
                Types.STRING,
                Types.STRING,
                Types.STRING,
                Types.DOUBLE,
                Types.INT,
                Types.STRING,
                Types.GENERIC(LocalDate.class),
                Types.DOUBLE,
                Types.DOUBLE);

        private transient SpecificDatumReader<CompanyEvent> reader;
        private transient BinaryDecoder decoder;

        @Override
        public Row deserialize(byte[] value) throws IOException {
            if (reader == null) {
                reader = new SpecificDatumReader<>(CompanyEvent.class);
            }
            int header = WireFormat.HEADER_LENGTH;
            decoder = DecoderFactory.get().binaryDecoder(value, header, value.length - header, decoder);
            CompanyEvent event = reader.read(null, decoder);
            return Row.of(
                    event.getTickId(),
                    event.getId(),
                    Date.from(event.getTimestampColumn()),
                    event.getSourceId(),
                    text(event.getName()),
                    text(event.getEmail()),
                    text(event.getVat()),
                    text(event.getPhone()),
                    text(event.getCountry()),
                    text(event.getAddresses()),
                    text(event.getWebsite()),
                    text(event.getImage()),
                    text(event.getContact()),
                    event.getRevenue(),
                    event.getNumberOfEmployees(),
                    text(event.getSector()),
                    LocalDate.fromDaysSinceEpoch((int) event.getFoundedDate().toEpochDay()),
                    event.getValuation(),
                    event.getInvestmentReceived());
        }

        private static String text(CharSequence text) {
            return text == null ? null : text.toString();
        }

        @Override
        public boolean isEndOfStream(Row next) {
            return false;
        }

        @Override
        public TypeInformation<Row> getProducedType() {
            return COMPANY;
        }
    }
}
