package io.tickstream.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.cassandra.config.DatabaseDescriptor;
import org.apache.cassandra.cql3.CQLFragmentParser;
import org.apache.cassandra.cql3.CQLStatement;
import org.apache.cassandra.cql3.CqlParser;
import org.apache.cassandra.cql3.statements.schema.CreateTableStatement;
import org.apache.cassandra.schema.TableMetadata;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Avro fields and CQL columns agree, read by Avro's and Cassandra's own parsers. */
class AgreementTest {
    private static final Path CQL = Path.of("src/main/cql");

    @BeforeAll
    static void let_cassandras_parser_start_without_a_server() {
        DatabaseDescriptor.clientInitialization();
    }

    @Test
    void companies_have_a_column_for_each_field() {
        assertThat(columns(Table.COMPANIES_CREATED)).isEqualTo(fields(Topic.COMPANIES_CREATED));
    }

    @Test
    void ticks_have_a_column_for_each_field_and_their_day() {
        Map<String, String> expected = fields(Topic.TICKS);
        expected.put("day", "date");
        assertThat(columns(Table.TICKS)).isEqualTo(expected);
    }

    @Test
    void rejections_have_a_column_for_each_field_and_their_day() {
        Map<String, String> expected = fields(Topic.COMPANIES_REJECTED);
        expected.put("day", "date");
        assertThat(columns(Table.REJECTED)).isEqualTo(expected);
    }

    @Test
    void companies_are_partitioned_by_tick() {
        TableMetadata table = table(Table.COMPANIES_CREATED);
        assertThat(table.partitionKeyColumns()).extracting(Object::toString).containsExactly("tick_id");
        assertThat(table.clusteringColumns()).extracting(Object::toString).containsExactly("id");
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void every_field_is_documented(Topic topic) {
        assertThat(topic.schema().getDoc()).isNotBlank();
        assertThat(topic.schema().getFields())
                .allSatisfy(field -> assertThat(field.doc()).as(field.name()).isNotBlank());
    }

    /** A producer sends the schema's own text to the registry; it must be the file's, which deployments register. */
    @Test
    void the_generated_classes_carry_the_schemas_of_the_files() throws IOException {
        Map<Topic, String> files = Map.of(
                Topic.COMPANIES_CREATED,
                "company.avsc",
                Topic.COMPANIES_REJECTED,
                "rejection.avsc",
                Topic.TICKS,
                "tick.avsc");
        for (Map.Entry<Topic, String> file : files.entrySet()) {
            Schema written =
                    new Schema.Parser().parse(Files.readString(Path.of("src/main/avro", file.getValue()), UTF_8));
            assertThat(file.getKey().schema().toString()).isEqualTo(written.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(Table.class)
    void every_table_is_created(Table table) {
        assertThat(table(table).name).isEqualTo(table.tableName());
        assertThat(table(table).keyspace).isEqualTo(Table.KEYSPACE);
    }

    @Test
    void every_file_is_applied_in_the_order_of_its_number() throws IOException {
        try (Stream<Path> files = Files.list(CQL)) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .isEqualTo(CqlFiles.NAMES);
        }
    }

    @Test
    void every_statement_can_be_applied_twice() {
        assertThat(CqlFiles.statements()).allMatch(statement -> statement.contains("IF NOT EXISTS"));
    }

    private static Map<String, String> columns(Table table) {
        return StreamSupport.stream(table(table).columns().spliterator(), false)
                .collect(toMap(
                        column -> column.name.toString(),
                        column -> column.type.asCQL3Type().toString(),
                        (a, b) -> a,
                        TreeMap::new));
    }

    private static Map<String, String> fields(Topic topic) {
        return topic.schema().getFields().stream()
                .collect(toMap(Schema.Field::name, field -> cqlType(field.schema()), (a, b) -> a, TreeMap::new));
    }

    private static String cqlType(Schema schema) {
        if (schema.isUnion()) {
            assertThat(schema.getTypes()).hasSize(2).extracting(Schema::getType).contains(Schema.Type.NULL);
            return cqlType(schema.getTypes().get(1));
        }
        LogicalType logical = schema.getLogicalType();
        if (logical != null) {
            return switch (logical.getName()) {
                case "uuid" -> "uuid";
                case "timestamp-millis" -> "timestamp";
                case "date" -> "date";
                default -> throw new AssertionError("no column type for the logical type " + logical.getName());
            };
        }
        return switch (schema.getType()) {
            case STRING -> "text";
            case INT -> "int";
            case LONG -> "bigint";
            case DOUBLE -> "double";
            case BYTES -> "blob";
            default -> throw new AssertionError("no column type for " + schema);
        };
    }

    private static TableMetadata table(Table table) {
        Set<String> found = new TreeSet<>();
        for (String statement : CqlFiles.statements()) {
            CQLStatement.Raw raw = CQLFragmentParser.parseAny(CqlParser::query, statement, "statement");
            if (raw instanceof CreateTableStatement.Raw create) {
                found.add(create.table());
                if (create.table().equals(table.tableName())) {
                    return CreateTableStatement.parse(statement, Table.KEYSPACE).build();
                }
            }
        }
        throw new AssertionError("no CREATE TABLE for %s in %s, only for %s".formatted(table, CQL, found));
    }
}
