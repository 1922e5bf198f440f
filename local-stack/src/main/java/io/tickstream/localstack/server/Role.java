package io.tickstream.localstack.server;

import io.tickstream.contract.Table;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Cassandra's roles: each may do what its holder needs, and no more. */
public enum Role {
    /** Creates keyspace, tables and roles; the local stack's own superuser. */
    ADMIN(""),
    /** Lands rows: the Spark job. */
    JOB(
            "SELECT, MODIFY",
            table(Table.COMPANIES_CREATED),
            table(Table.TICKS),
            table(Table.REJECTED),
            table(Table.JOB_LEASES),
            table(Table.COMPANY_STATS),
            table(Table.COMPANY_DAYS),
            table(Table.COMPANY_TOTALS),
            table(Table.LANDED),
            table(Table.ROLLUP_REQUESTS)),
    /** Reads the gate, and sets it for callers of {@code PUT /schedule}: the ingest function. */
    FUNCTION("SELECT, MODIFY", table(Table.SCHEDULE), table(Table.SCHEDULE_CHANGES)),
    /** Opens and closes the gate, and deals with dead letters: people at the command line. */
    OPERATOR(
            "SELECT, MODIFY",
            table(Table.SCHEDULE),
            table(Table.SCHEDULE_CHANGES),
            table(Table.REJECTED),
            table(Table.RESOLVED)),
    /** Reads everything: queries and dashboards. */
    READER("SELECT", "KEYSPACE " + Table.KEYSPACE);

    private final String permissions;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it immutable
    private final List<String> resources;

    Role(String permissions, String... resources) {
        this.permissions = permissions;
        this.resources = List.of(resources);
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
        return resources.stream()
                .flatMap(resource -> Stream.of(permissions.split(", "))
                        .map(permission -> "GRANT %s ON %s TO %s".formatted(permission, resource, roleName())))
                .toList();
    }

    private static String table(Table table) {
        return "TABLE " + table.qualifiedName();
    }
}
