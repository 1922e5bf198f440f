package io.tickstream.localstack.server;

import io.tickstream.contract.Table;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Cassandra's roles: each may do what its holder needs, and no more. */
public enum Role {
    /** Creates keyspace, tables and roles; the local stack's own superuser. */
    ADMIN,
    /** Lands rows: the Spark job. */
    JOB(
            changes(
                    table(Table.COMPANIES_CREATED),
                    table(Table.TICKS),
                    table(Table.REJECTED),
                    table(Table.JOB_LEASES),
                    table(Table.COMPANY_STATS),
                    table(Table.COMPANY_DAYS),
                    table(Table.COMPANY_TOTALS),
                    table(Table.LANDED),
                    table(Table.ROLLUP_REQUESTS)),
            writes(table(Table.RESOLVED))),
    /** Reads the gate, and sets it for callers of {@code PUT /schedule}: the ingest function. */
    FUNCTION(changes(table(Table.SCHEDULE)), writes(table(Table.SCHEDULE_CHANGES))),
    /** Opens and closes the gate, and deals with dead letters: people at the command line. */
    OPERATOR(
            changes(table(Table.SCHEDULE), table(Table.REJECTED), table(Table.RESOLVED)),
            writes(table(Table.SCHEDULE_CHANGES))),
    /** Reads everything, and deals with dead letters: the console. */
    CONSOLE(reads("KEYSPACE " + Table.KEYSPACE), writes(table(Table.REJECTED), table(Table.RESOLVED))),
    /** Reads everything: queries and dashboards. */
    READER(reads("KEYSPACE " + Table.KEYSPACE));

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it immutable
    private final List<Grant> grants;

    Role(Grant... grants) {
        this.grants = List.of(grants);
    }

    private record Grant(List<String> permissions, List<String> resources) {
        Stream<String> statements(String role) {
            return resources.stream().flatMap(resource -> permissions.stream()
                    .map(permission -> "GRANT %s ON %s TO %s".formatted(permission, resource, role)));
        }
    }

    /** The role's name in Cassandra. */
    public String roleName() {
        return "tickstream_" + label();
    }

    /** The name of the role's password file. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The CQL statements that give the role its rights; none for the superuser. */
    List<String> grantStatements() {
        return grants.stream().flatMap(grant -> grant.statements(roleName())).toList();
    }

    private static Grant reads(String... resources) {
        return new Grant(List.of("SELECT"), List.of(resources));
    }

    private static Grant writes(String... resources) {
        return new Grant(List.of("MODIFY"), List.of(resources));
    }

    private static Grant changes(String... resources) {
        return new Grant(List.of("SELECT", "MODIFY"), List.of(resources));
    }

    private static String table(Table table) {
        return "TABLE " + table.qualifiedName();
    }
}
