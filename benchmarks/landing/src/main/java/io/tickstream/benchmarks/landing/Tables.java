package io.tickstream.benchmarks.landing;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.tickstream.contract.Table;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The contenders' tables: ours is the product's, the others' have the same columns and the company's id as key. */
final class Tables {
    static final String KEYSPACE = "benchmark";

    /** The product's, with its rollups. */
    static final List<String> OURS = Stream.of(
                    Table.COMPANIES_CREATED,
                    Table.LANDED,
                    Table.COMPANY_STATS,
                    Table.COMPANY_DAYS,
                    Table.COMPANY_TOTALS)
            .map(Table::qualifiedName)
            .toList();

    private Tables() {}

    static void create(CqlSession session) {
        session.execute("CREATE KEYSPACE IF NOT EXISTS " + KEYSPACE
                + " WITH replication = {'class': 'NetworkTopologyStrategy', 'replication_factor': 1}");
        Arrays.stream(Contender.values())
                .map(Contender::table)
                .flatMap(Optional::stream)
                .filter(table -> table.startsWith(KEYSPACE + "."))
                .forEach(table -> session.execute(
                        """
                        CREATE TABLE IF NOT EXISTS %s (
                          id uuid PRIMARY KEY, tick_id uuid, timestamp_column timestamp, source_id bigint, name text,
                          email text, vat text, phone text, country text, addresses text, website text, image text,
                          contact text, revenue double, number_of_employees int, sector text, founded_date date,
                          valuation double, investment_received double)
                        """
                                .formatted(table)));
    }

    static void empty(CqlSession session) {
        empty(
                session,
                Arrays.stream(Contender.values())
                        .flatMap(contender -> contender.tables().stream())
                        .distinct()
                        .toList());
    }

    static void empty(CqlSession session, List<String> tables) {
        tables.forEach(table ->
                session.execute(SimpleStatement.newInstance("TRUNCATE " + table).setTimeout(Duration.ofMinutes(2))));
    }

    /** How often Cassandra has written to the tables since it was started; a batch of one partition counts once. */
    static long writes(CqlSession session, List<String> tables) {
        return tables.stream().mapToLong(table -> writes(session, table)).sum();
    }

    private static long writes(CqlSession session, String table) {
        String[] name = table.split("\\.", 2);
        return session.execute(
                        "SELECT count FROM system_views.local_write_latency WHERE keyspace_name = ? AND table_name = ?",
                        name[0],
                        name[1])
                .one()
                .getLong(0);
    }
}
