package io.tickstream.landing;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.contract.CqlFiles;
import io.tickstream.contract.Topic;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The job's columns agree with the contract's Avro schemas and with its tables. */
class EventSchemaTest {
    private static final Pattern COLUMN = Pattern.compile("(?m)^  ([a-z_]+) ([a-z]+),?$");

    @ParameterizedTest
    @EnumSource(Topic.class)
    void has_a_column_for_each_field_of_the_event(Topic topic) {
        assertThat(EventSchema.of(topic).columns().fields())
                .extracting(column ->
                        "%s %s %s".formatted(column.name(), column.dataType().simpleString(), column.nullable()))
                .isEqualTo(topic.schema().getFields().stream()
                        .map(field -> "%s %s %s"
                                .formatted(
                                        field.name(),
                                        sparkType(field.schema()),
                                        field.schema().isNullable()))
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(LandedTable.class)
    void has_a_column_for_each_column_of_the_table(LandedTable table) {
        Map<String, String> found = columns(table);
        assertThat(table.columns().fieldNames()).containsExactlyInAnyOrderElementsOf(found.keySet());
        assertThat(Arrays.stream(table.columns().fields()))
                .allSatisfy(column -> assertThat(ColumnBinding.cqlNames(column)).contains(found.get(column.name())));
        assertThat(StartCheck.problem(table, found)).isEmpty();
    }

    /** A text column of the table that holds UUIDs must be checked before it is written. */
    @ParameterizedTest
    @EnumSource(LandedTable.class)
    void a_uuid_of_the_table_is_a_uuid_of_the_event(LandedTable table) {
        Map<String, String> found = columns(table);
        assertThat(table.topic().schema().getFields())
                .allSatisfy(field -> assertThat(found.get(field.name()).equals("uuid"))
                        .as(field.name())
                        .isEqualTo(notNull(field.schema()).getLogicalType() != null
                                && notNull(field.schema())
                                        .getLogicalType()
                                        .getName()
                                        .equals(LogicalTypes.uuid().getName())));
    }

    @ParameterizedTest
    @EnumSource(LandedTable.class)
    void what_is_the_tables_key_is_never_null(LandedTable table) {
        assertThat(primaryKey(table))
                .allSatisfy(name -> assertThat(column(table, name).nullable()).isFalse());
    }

    static Map<String, String> columns(LandedTable table) {
        return COLUMN.matcher(createStatement(table))
                .results()
                .collect(toMap(each -> each.group(1), each -> each.group(2)));
    }

    private static String[] primaryKey(LandedTable table) {
        Matcher key = Pattern.compile("PRIMARY KEY \\(\\(([a-z_]+)\\), ([a-z_, ]+)\\)")
                .matcher(createStatement(table));
        assertThat(key.find()).isTrue();
        return (key.group(1) + ", " + key.group(2)).split(", ");
    }

    private static StructField column(LandedTable table, String name) {
        return table.columns().apply(name);
    }

    private static String createStatement(LandedTable table) {
        return CqlFiles.statements().stream()
                .filter(statement -> statement.contains(" " + table.table().qualifiedName() + " ("))
                .findFirst()
                .orElseThrow();
    }

    private static Schema notNull(Schema schema) {
        return schema.isUnion() ? schema.getTypes().get(1) : schema;
    }

    private static String sparkType(Schema schema) {
        Schema type = notNull(schema);
        if (type.getLogicalType() != null) {
            return switch (type.getLogicalType().getName()) {
                case "uuid" -> "string";
                case "timestamp-millis" -> "timestamp";
                case "date" -> "date";
                default -> throw new AssertionError(type.getLogicalType().getName());
            };
        }
        return switch (type.getType()) {
            case STRING -> "string";
            case INT -> "int";
            case LONG -> "bigint";
            case DOUBLE -> "double";
            case BYTES -> "binary";
            default -> throw new AssertionError(type);
        };
    }
}
