package io.tickstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ColumnDefinition;
import com.datastax.oss.driver.api.core.cql.ColumnDefinitions;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.TraceEvent;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.fasterxml.jackson.databind.JsonNode;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Schedule;
import io.tickstream.contract.Topic;
import io.tickstream.dashboards.Panels;
import io.tickstream.localstack.companyapi.Behaviour;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import io.tickstream.localstack.server.Cql;
import io.tickstream.localstack.server.Port;
import io.tickstream.localstack.server.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Every query of every panel and alert against the real servers, as Grafana and Prometheus would ask them. */
@WithLocalStack
class DashboardsIT {
    /** What the Cassandra plug-in makes columns of; a column of another type fails the whole query. */
    private static final Set<DataType> PLUGIN_KNOWS = Set.of(
            DataTypes.TEXT,
            DataTypes.UUID,
            DataTypes.TIMESTAMP,
            DataTypes.DATE,
            DataTypes.INT,
            DataTypes.BIGINT,
            DataTypes.DOUBLE,
            DataTypes.BOOLEAN);

    private static final Path FOLDER = Path.of(System.getProperty("tickstream.root"), "dashboards");

    private static final Set<DataType> NUMBERS = Set.of(DataTypes.INT, DataTypes.BIGINT, DataTypes.DOUBLE);

    /** Days that no other test lands in. */
    private static final Instant RANGE_BEGINS = Instant.parse("2032-05-10T05:07:00Z");

    private static final Instant RANGE_ENDS = Instant.parse("2032-05-12T17:30:00Z");
    private static final List<String> COUNTRIES = List.of("Cote d'Ivoire", "Dashland", "Panelia");

    private static final Pattern METRIC = Pattern.compile("\\b(?:ingest|jvm|process|metrics_tickstream)_\\w+");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:][\\w:]*)(?:\\{|\\s)");
    private static final Pattern OUTCOME = Pattern.compile("outcome(?:=|!~|=~|!=)\"([a-z_|]+)\"");

    @Test
    void every_panel_shows_something_once_something_has_happened(RunningStack stack)
            throws IOException, InterruptedException {
        Instant begun = Instant.now().minus(Duration.ofMinutes(10));
        somethingOfEachKind(stack);
        Panels panels = Panels.read(FOLDER);
        List<Panels.Query> queries =
                panels.queries().stream().filter(Panels.Query::isCql).toList();
        assertThat(queries).hasSizeGreaterThan(20);

        try (CqlSession reader = Cql.session(stack.stack().site(), Role.READER)) {
            for (Panels.Query query : queries) {
                // what has landed is in the rollups a little later
                Landed.patiently().untilAsserted(() -> {
                    Instant end = Instant.now().plus(Duration.ofMinutes(1));
                    String cql = query.cql(begun, end, panels.values(firstColumn(reader), begun, end));
                    assertThat(cql).as(query.panel()).doesNotContain("$");

                    // the plug-in prepares its statements, too
                    ResultSet rows = reader.execute(reader.prepare(cql).bind());

                    assertThat(rows.one()).as("a row of " + query).isNotNull();
                    theColumnsAreWhatThePluginNeeds(query, rows.getColumnDefinitions());
                });
            }
        }
    }

    @Test
    void every_panel_of_companies_is_what_the_companies_add_up_to(RunningStack stack)
            throws IOException, InterruptedException, ExecutionException {
        int schema = Companies.register(stack, Topic.COMPANIES_CREATED.schema());
        Random random = new Random(5);
        List<UUID> ticks = new ArrayList<>();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        // every three hours and a bit, from before the range to after it
        Instant slot = RANGE_BEGINS.minus(Duration.ofHours(3));
        while (slot.isBefore(RANGE_ENDS.plus(Duration.ofHours(9)))) {
            UUID tick = UUID.randomUUID();
            ticks.add(tick);
            records.addAll(companies(schema, tick, slot, random));
            slot = slot.plusSeconds(11_000);
        }
        Companies.send(stack, records);
        ticks.forEach(tick -> new Landed(stack).awaitCompanies(tick, 12));
        List<Row> landed = RolledUp.companies(stack);
        Panels panels = Panels.read(FOLDER);
        List<Panels.Query> queries = panels.queries().stream()
                .filter(query -> query.dashboard().equals("Companies"))
                .toList();
        assertThat(queries).hasSizeGreaterThan(12).allMatch(Panels.Query::isCql);

        try (CqlSession reader = Cql.session(stack.stack().site(), Role.READER)) {
            Landed.patiently().untilAsserted(() -> {
                // some of the countries and sectors, and all days
                Map<String, List<String>> values =
                        new HashMap<>(panels.values(firstColumn(reader), RANGE_BEGINS, RANGE_ENDS));
                assertThat(values.get("country")).containsAll(COUNTRIES);
                assertThat(values.get("days")).containsExactly("2032-05-10", "2032-05-11", "2032-05-12");
                values.put("country", COUNTRIES);
                values.put("sector", List.of("dashboard sector 0", "dashboard sector 2"));
                for (Panels.Query query : queries) {
                    assertThat(PanelRows.found(reader, query.cql(RANGE_BEGINS, RANGE_ENDS, values)))
                            .as("%s", query)
                            .isNotEmpty()
                            .isEqualTo(PanelRows.expected(reader, landed, query, RANGE_BEGINS, RANGE_ENDS, values));
                }
            });
        }
    }

    /** Companies of one tick. The apostrophe is that of "Cote d'Ivoire", which the API sends. */
    private static List<ProducerRecord<byte[], byte[]>> companies(int schema, UUID tick, Instant slot, Random random)
            throws IOException {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int index = 0; index < 12; index++) {
            GenericRecord company = Companies.company(
                            Topic.COMPANIES_CREATED.schema(), tick, Identity.company(tick, index), "Company " + index)
                    .set("timestamp_column", slot.toEpochMilli())
                    .set("sector", "dashboard sector " + random.nextInt(3))
                    .set("country", index < 3 ? "Chile" : COUNTRIES.get(index % COUNTRIES.size()))
                    .set("number_of_employees", 1 + random.nextInt(400))
                    .set("revenue", random.nextDouble(1e4, 1e6))
                    .set("investment_received", random.nextDouble(1e5, 5e6))
                    .set("valuation", random.nextDouble(1e6, 1e7))
                    .build();
            records.add(Companies.record(tick, Companies.framed(schema, company)));
        }
        return records;
    }

    /** Cassandra itself tells how it reads: partition by partition, or whatever lies in a range of the ring. */
    @Test
    void every_query_reads_single_partitions(RunningStack stack) throws IOException {
        Instant begin = Instant.now().minus(Duration.ofHours(1));
        Panels panels = Panels.read(FOLDER);
        Map<String, List<String>> values =
                new HashMap<>(panels.values(firstColumn(stack.session()), begin, Instant.now()));
        values.replaceAll((name, found) -> found.isEmpty() ? List.of("2032-05-10") : found);
        Map<String, String> queries = new TreeMap<>();
        panels.queries().stream()
                .filter(Panels.Query::isCql)
                .forEach(query -> queries.put(query.panel(), query.cql(begin, Instant.now(), values)));
        panels.variables()
                .forEach(variable -> queries.put(
                        variable.dashboard() + ": variable " + variable.name(), variable.cql(begin, Instant.now())));

        queries.forEach((name, cql) -> assertThat(reads(stack, cql))
                .as(name)
                .isNotEmpty()
                .allSatisfy(read -> assertThat(read).startsWith("Executing single-partition query on ")));

        assertThat(reads(stack, "SELECT value FROM spark_streams.company_totals"))
                .anySatisfy(read -> assertThat(read).contains("scan"));
    }

    /** The reads in the trace of a query. */
    private static List<String> reads(RunningStack stack, String cql) {
        ExecutionInfo execution = stack.session()
                .execute(SimpleStatement.newInstance(cql).setTracing(true))
                .getExecutionInfo();
        return Landed.patiently()
                .ignoreException(IllegalStateException.class) // the trace is written a little later
                .until(execution::getQueryTrace, trace -> true)
                .getEvents()
                .stream()
                .map(TraceEvent::getActivity)
                .filter(activity -> activity.startsWith("Executing "))
                .toList();
    }

    private static Function<String, List<String>> firstColumn(CqlSession session) {
        return cql ->
                session.execute(cql).all().stream().map(row -> row.getString(0)).toList();
    }

    private static void theColumnsAreWhatThePluginNeeds(Panels.Query query, ColumnDefinitions columns) {
        List<DataType> types = StreamSupport.stream(columns.spliterator(), false)
                .map(ColumnDefinition::getType)
                .toList();
        assertThat(PLUGIN_KNOWS).as("types of " + query).containsAll(types);
        // the first tells one series from the next
        assertThat(types.get(0)).as("first column of " + query).isEqualTo(DataTypes.TEXT);
        if (query.type().equals("timeseries") || query.type().equals("state-timeline")) {
            assertThat(types.get(1)).as("second column of " + query).isEqualTo(DataTypes.TIMESTAMP);
        }
        if (query.type().equals("timeseries")) {
            assertThat(types).as("a number in " + query).anyMatch(NUMBERS::contains);
        }
    }

    @Test
    void a_range_of_a_week_finds_the_ticks_of_its_last_day(RunningStack stack)
            throws IOException, InterruptedException {
        JsonNode tick = stack.tick();
        new Landed(stack).awaitReceipt(Landed.id(tick), Landed.slot(tick));
        Panels.Query slots = Panels.read(FOLDER).queries().stream()
                .filter(query -> query.panel().startsWith("Ledger: Slots"))
                .findFirst()
                .orElseThrow();

        List<Instant> found = stack
                .session()
                .execute(slots.cql(Landed.slot(tick).minus(Duration.ofDays(6)), Instant.now(), Map.of()))
                .all()
                .stream()
                .map(row -> row.getInstant("slot"))
                .toList();

        assertThat(found).contains(Landed.slot(tick));
    }

    @Test
    void every_metric_of_panels_and_alerts_is_told_by_function_or_job(RunningStack stack)
            throws IOException, InterruptedException {
        JsonNode tick = stack.tick();
        new Landed(stack).awaitCompanies(Landed.id(tick), 10);
        String told = get(stack, Port.FUNCTION, "/q/metrics") + get(stack, Port.JOB_UI, "/metrics/prometheus/");
        Set<String> names = matches(SAMPLE, told).collect(Collectors.toSet());

        List<String> texts = Stream.concat(
                        Panels.read(FOLDER).queries().stream()
                                .filter(query -> !query.isCql())
                                .map(Panels.Query::text),
                        Panels.alertFiles(FOLDER).stream())
                .toList();

        Set<String> asked = new TreeSet<>();
        texts.forEach(text -> METRIC.matcher(text).results().forEach(match -> asked.add(match.group())));
        assertThat(asked).hasSizeGreaterThan(12);
        assertThat(names).containsAll(asked);
        Set<String> outcomes =
                matches(Pattern.compile("outcome=\"([a-z_]+)\""), told).collect(Collectors.toSet());
        assertThat(texts.stream()
                        .flatMap(text -> matches(OUTCOME, text))
                        .flatMap(alternatives -> Stream.of(alternatives.split("\\|", -1)))
                        .collect(Collectors.toSet()))
                .hasSizeGreaterThan(3)
                .isSubsetOf(outcomes);
    }

    private static Stream<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1));
    }

    /** A delivered tick, a rejected one, and a change of the schedule. */
    private static void somethingOfEachKind(RunningStack stack) throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        JsonNode good = stack.tick();
        landed.awaitReceipt(Landed.id(good), Landed.slot(good));
        landed.awaitCompanies(Landed.id(good), 10);
        stack.companyApi().behave(new Behaviour.Truncated());
        try {
            JsonNode bad = stack.tick();
            landed.awaitReceipt(Landed.id(bad), Landed.slot(bad));
        } finally {
            stack.companyApi().behaveAsUsual();
        }
        Landed.patiently().until(() -> !landed.rejected().isEmpty());
        try (CqlSession operator = Cql.session(stack.stack().site(), Role.OPERATOR)) {
            Schedule running = new Schedule(Schedule.RUNNING, "DashboardsIT", Instant.now(), "something to show");
            operator.execute(operator.prepare(Schedule.CHANGE).bind(running.values()));
        }
    }

    private static String get(RunningStack stack, Port port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + stack.address(port) + path))
                .build();
        HttpResponse<String> response = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return response.body() + "\n";
    }
}
