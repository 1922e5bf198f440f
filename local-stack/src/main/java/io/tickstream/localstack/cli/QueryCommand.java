package io.tickstream.localstack.cli;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ColumnDefinition;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.servererrors.CoordinatorException;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import io.tickstream.localstack.server.Cql;
import io.tickstream.localstack.server.LocalStack;
import io.tickstream.localstack.server.Port;
import io.tickstream.localstack.server.Role;
import io.tickstream.localstack.server.StackException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        description = {
            "Ask Cassandra, and show its answer as a table.",
            "Example: ./tickstream query \"select count(*) from spark_streams.companies_created\""
        })
final class QueryCommand implements Callable<Integer> {
    private static final int WIDEST_CELL = 40;

    @Parameters(paramLabel = "CQL", description = "One statement, in quotes.")
    String cql;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Most rows to show. Usually 1000.")
    int limit;

    @Option(names = "--wide", description = "Show every cell whole; without it, one of over 40 characters is cut.")
    boolean wide;

    @Option(names = "--json", description = "Print the rows as JSON, whole.")
    boolean json;

    @Option(names = "--admin", description = "Ask as the superuser, who may also change data; otherwise as a reader.")
    boolean admin;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        LocalStack stack = Place.running("cassandra");
        try (CqlSession session = Cql.session(stack.site(), admin ? Role.ADMIN : Role.READER)) {
            ResultSet answer = session.execute(cql.strip().replaceAll(";$", ""));
            List<ColumnDefinition> columns = StreamSupport.stream(
                            answer.getColumnDefinitions().spliterator(), false)
                    .toList();
            List<Row> rows = new ArrayList<>();
            Iterator<Row> all = answer.iterator();
            while (rows.size() < limit && all.hasNext()) {
                rows.add(all.next());
            }
            boolean more = all.hasNext();
            if (json) {
                if (more) {
                    spec.commandLine().getErr().printf("Only the first %d rows; give --limit for more.%n", limit);
                }
                out.println(Json.of(rows.stream().map(row -> json(row, columns)).toList()));
            } else if (columns.isEmpty()) {
                out.println("Done.");
            } else {
                out.println(table(rows, columns));
                out.printf(
                        "(%d %s%s)%n",
                        rows.size(),
                        rows.size() == 1 ? "row" : "rows",
                        more ? ", and there are more: give --limit" : "");
            }
            return ExitCode.DONE;
        } catch (CoordinatorException e) {
            throw new StackException("Cassandra refuses the statement: %s".formatted(e.getMessage()), e);
        } catch (AllNodesFailedException e) {
            throw new StackException(
                    "Cassandra does not answer at %s. See why: ./tickstream logs cassandra"
                            .formatted(stack.site().settings().addresses(Port.CASSANDRA)),
                    e);
        }
    }

    private String table(List<Row> rows, List<ColumnDefinition> columns) {
        List<ColumnData<Row>> shown = new ArrayList<>();
        for (ColumnDefinition column : columns) {
            Column style = new Column()
                    .header(column.getName().asInternal())
                    .headerAlign(HorizontalAlign.LEFT)
                    .dataAlign(HorizontalAlign.LEFT)
                    .maxWidth(
                            wide ? Integer.MAX_VALUE : WIDEST_CELL,
                            wide ? OverflowBehaviour.NEWLINE : OverflowBehaviour.ELLIPSIS_RIGHT);
            shown.add(style.with(row -> text(row, column)));
        }
        return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, rows, shown);
    }

    private static Map<String, Object> json(Row row, List<ColumnDefinition> columns) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (ColumnDefinition column : columns) {
            Object value = row.getObject(column.getName());
            object.put(
                    column.getName().asInternal(),
                    value == null || value instanceof Number || value instanceof Boolean ? value : text(row, column));
        }
        return object;
    }

    private static String text(Row row, ColumnDefinition column) {
        Object value = row.getObject(column.getName());
        if (value == null) {
            return "";
        }
        if (value instanceof String string) {
            return printable(string);
        }
        if (value instanceof Temporal) {
            return value.toString(); // as a literal it would be in quotes
        }
        return row.codecRegistry().codecFor(column.getType()).format(value);
    }

    /** Records come from outside: what could steer the terminal is shown as a question mark. */
    private static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?");
    }
}
