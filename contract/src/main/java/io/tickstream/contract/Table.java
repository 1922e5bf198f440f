package io.tickstream.contract;

/** The Cassandra tables, all in {@link #KEYSPACE}; their columns stand in {@code src/main/cql}. */
public enum Table {
    /** The landed companies; a partition is a tick. */
    COMPANIES_CREATED("companies_created"),
    /** The tick ledger; a partition is a day in UTC. */
    TICKS("ticks"),
    /** Dead letters; a partition is a day in UTC. */
    REJECTED("rejected"),
    /** The gate of the tick; one row. */
    SCHEDULE("schedule"),
    /** Every change of the gate, newest first; a partition is a schedule. */
    SCHEDULE_CHANGES("schedule_changes"),
    /** Which driver of the job has which checkpoint, and which the rollups; one row each. */
    JOB_LEASES("job_leases"),
    /** Dead letters that somebody has dealt with; a partition is a day in UTC. */
    RESOLVED("resolved"),
    /** Companies and their sums by sector, country and size; a partition is a dimension's day in UTC. */
    COMPANY_STATS("company_stats"),
    /** The same a day; a partition is a dimension. */
    COMPANY_DAYS("company_days"),
    /** The same for all time; a partition is a dimension. */
    COMPANY_TOTALS("company_totals"),
    /** How many companies of each tick have landed; a partition is a day in UTC. */
    LANDED("landed"),
    /** Hours that the job is asked to recompute; one partition, usually empty. */
    ROLLUP_REQUESTS("rollup_requests");

    /** The keyspace of all tables; the origin's name. */
    public static final String KEYSPACE = "spark_streams";

    private final String tableName;

    Table(String tableName) {
        this.tableName = tableName;
    }

    /** The name within the keyspace. */
    public String tableName() {
        return tableName;
    }

    /** The name with the keyspace, for CQL. */
    public String qualifiedName() {
        return KEYSPACE + "." + tableName;
    }
}
