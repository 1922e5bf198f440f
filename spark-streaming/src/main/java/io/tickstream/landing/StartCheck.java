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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
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
     * @throws Refused if somebody does not let the job in, which waiting does not mend
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
        List<String> forbidden = new ArrayList<>();
        try (Admin admin = Admin.create(KafkaTopics.adminSettings(settings.kafka()))) {
            Map<String, KafkaFuture<TopicDescription>> described = admin.describeTopics(
                            Arrays.stream(Topic.values()).map(Topic::topicName).toList(),
                            new DescribeTopicsOptions().includeAuthorizedOperations(true))
                    .topicNameValues();
            for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
                Optional<TopicDescription> found = find(topic.getValue());
                if (found.isEmpty()) {
                    missing.add(topic.getKey());
                } else {
                    forbidden.addAll(forbidden(found.get()));
                }
            }
        } catch (KafkaException e) {
            throw awayOrRefused(e);
        }
        if (!forbidden.isEmpty()) {
            String what = forbidden.stream().sorted().collect(joining(", "));
            throw awayOrRefused(new TopicAuthorizationException("The job's user may not %s".formatted(what)));
        }
        if (!missing.isEmpty()) {
            throw new Away("topics %s are missing; create them, or give the job's user the right to see them"
                    .formatted(missing));
        }
        return null;
    }

    private Optional<TopicDescription> find(KafkaFuture<TopicDescription> topic) throws Away, InterruptedException {
        try {
            return Optional.of(topic.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw awayOrRefused(e.getCause());
        }
    }

    /** What the job's user may not do with a topic although it must; brokers older than 2.3 do not tell. */
    private static List<String> forbidden(TopicDescription topic) {
        Set<AclOperation> allowed = topic.authorizedOperations();
        if (allowed == null) {
            return List.of();
        }
        List<AclOperation> needed = topic.name().equals(Topic.COMPANIES_REJECTED.topicName())
                ? List.of(AclOperation.READ, AclOperation.WRITE)
                : List.of(AclOperation.READ);
        return needed.stream()
                .filter(operation -> !allowed.contains(operation))
                .map(operation -> "%s %s".formatted(operation.name().toLowerCase(Locale.ROOT), topic.name()))
                .toList();
    }

    private Away awayOrRefused(Throwable cause) {
        return Refused.awayOrRefused("Kafka at " + settings.bootstrapServers(), cause);
    }

    private Void tables() throws Away {
        try (CqlSession session = cassandra.open()) {
            List<String> problems = new ArrayList<>();
            for (LandedTable table : LandedTable.values()) {
                problem(table, columns(session, table.table())).ifPresent(problems::add);
            }
            List<Table> besides = new ArrayList<>(List.of(Table.JOB_LEASES, Table.RESOLVED));
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
        } catch (Away e) {
            Optional<Refused> refused = Refused.by(cassandra.toString(), e.getCause());
            if (refused.isPresent()) {
                throw refused.get();
            }
            throw e;
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
