package io.tickstream.endtoend;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ColumnDefinition;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.tickstream.contract.Table;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rows that a test takes out of a table, changes and puts back; what is written by hand wins over what the job wrote. */
public final class HandWrittenRow {
    private HandWrittenRow() {}

    /** What a row holds, by column, without what it does not hold. */
    public static Map<String, Object> values(Row row) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (ColumnDefinition column : row.getColumnDefinitions()) {
            if (!row.isNull(column.getName())) {
                values.put(column.getName().asInternal(), row.getObject(column.getName()));
            }
        }
        return values;
    }

    /** Writes the columns now. */
    public static void insert(CqlSession session, Table table, Map<String, Object> values) {
        session.execute(SimpleStatement.newInstance(
                "INSERT INTO %s (%s) VALUES (%s)"
                        .formatted(
                                table.qualifiedName(),
                                String.join(", ", values.keySet()),
                                String.join(", ", Collections.nCopies(values.size(), "?"))),
                values.values().toArray()));
    }
}
