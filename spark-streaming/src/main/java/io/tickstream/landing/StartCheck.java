package io.tickstream.landing;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.tickstream.contract.Table;
import io.tickstream.contract.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.spark.sql.types.StructField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure before the first batch that everything is there: brokers and topics, keyspace, tables and columns, the
 * registry and the rejections' schema. What is missing is waited for, since deployments start things in any order.
 */
final class StartCheck {
    private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);
    private static final String COLUMNS =
            "SELECT column_name, type FROM system_schema.columns WHERE keyspace_name = ? AND table_name = ?";

    private static final List<Table> ROLLUPS =
            List.of(Table.COMPANY_STATS, Table.COMPANY_DAYS, Table.COMPANY_TOTALS, Table.LANDED, Table.ROLLUP_REQUESTS);

    private final JobSettings settings;
    private final Cassandra cassandra;
    private final SchemaRegistry registry;
    private final Patience patience;

    StartCheck(JobSettings settings, Cassandra cassandra, SchemaRegistry registry) {
        this.settings = settings;
        this.cassandra = cassandra;
        this.registry = registry;
        this.patience = new Patience(settings.startTimeout());
    }

    /**
     * Waits until everything is there.
     *
     * @return the registry's id of the rejections' schema
     * @throws Patience.Exhausted if something is missing for longer than {@code spark.tickstream.start.timeout}
     */
    int await() throws InterruptedException {
        patience.ask("Kafka at " + settings.bootstrapServers(), this::topics);
        patience.ask(cassandra.toString(), this::tables);
        int rejectionSchemaId = patience.ask(registry.toString(), () -> registry.idOf(Topic.COMPANIES_REJECTED));
        LOG.info(
                "Kafka, Cassandra and the registry are ready; rejections are written with schema {}",
                rejectionSchemaId);
        return rejectionSchemaId;
    }

    private Void topics() throws Away, InterruptedException {
        List<String> missing = new ArrayList<>();
        try (Admin admin = Admin.create(KafkaTopics.adminSettings(settings.kafka()))) {
            Map<String, KafkaFuture<TopicDescription>> described = admin.describeTopics(
                            Arrays.stream(Topic.values()).map(Topic::topicName).toList())
                    .topicNameValues();
            for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
                if (!exists(topic.getValue())) {
                    missing.add(topic.getKey());
                }
            }
        } catch (KafkaException e) {
            throw new Away(e.getMessage(), e);
        }
        if (!missing.isEmpty()) {
            throw new Away("topics %s are missing; create them, or give the job's user the right to see them"
                    .formatted(missing));
        }
        return null;
    }

    private static boolean exists(KafkaFuture<TopicDescription> topic) throws Away, InterruptedException {
        try {
            topic.get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw new Away(e.getCause().getMessage(), e.getCause());
        }
    }

    private Void tables() throws Away {
        try (CqlSession session = cassandra.open()) {
            List<String> problems = new ArrayList<>();
            for (LandedTable table : LandedTable.values()) {
                problem(table, columns(session, table.table())).ifPresent(problems::add);
            }
            List<Table> besides = new ArrayList<>(List.of(Table.JOB_LEASES));
            if (settings.rollups().kept()) {
                besides.addAll(ROLLUPS);
            }
            for (Table table : besides) {
                if (columns(session, table).isEmpty()) {
                    problems.add("table %s does not exist".formatted(table.qualifiedName()));
                }
            }
            if (!problems.isEmpty()) {
                throw new Away("%s. Apply contract/src/main/cql in order".formatted(String.join("; ", problems)));
            }
        } catch (DriverException e) {
            throw Cassandra.awayOrThrow(e);
        }
        return null;
    }

    private static Map<String, String> columns(CqlSession session, Table table) {
        return session.execute(SimpleStatement.newInstance(COLUMNS, Table.KEYSPACE, table.tableName())).all().stream()
                .collect(toMap(row -> row.getString("column_name"), row -> row.getString("type")));
    }

    /** Returns what keeps the job from writing the table. */
    static Optional<String> problem(LandedTable table, Map<String, String> found) {
        if (found.isEmpty()) {
            return Optional.of("table %s does not exist".formatted(table.table().qualifiedName()));
        }
        String wrong = Arrays.stream(table.columns().fields())
                .filter(column -> !ColumnBinding.cqlNames(column).contains(found.getOrDefault(column.name(), "")))
                .map(column -> describe(column, found.get(column.name())))
                .collect(joining(", "));
        return wrong.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "table %s lacks columns: %s".formatted(table.table().qualifiedName(), wrong));
    }

    private static String describe(StructField column, String found) {
        String wanted = "%s %s".formatted(column.name(), String.join(" or ", ColumnBinding.cqlNames(column)));
        return found == null ? wanted : "%s (is %s)".formatted(wanted, found);
    }
}
