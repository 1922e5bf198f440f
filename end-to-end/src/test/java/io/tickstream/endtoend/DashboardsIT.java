package io.tickstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ColumnDefinition;
import com.datastax.oss.driver.api.core.cql.ColumnDefinitions;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.fasterxml.jackson.databind.JsonNode;
import io.tickstream.contract.Schedule;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
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

    private static final Set<DataType> NUMBERS = Set.of(DataTypes.INT, DataTypes.BIGINT, DataTypes.DOUBLE);

    private static final Pattern METRIC = Pattern.compile("\\b(?:ingest|jvm|metrics_tickstream)_\\w+");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:][\\w:]*)(?:\\{|\\s)");
    private static final Pattern OUTCOME = Pattern.compile("outcome(?:=|!~|=~|!=)\"([a-z_|]+)\"");

    @Test
    void every_panel_of_the_ledger_shows_something_once_something_has_happened(RunningStack stack)
            throws IOException, InterruptedException {
        Instant begun = Instant.now().minus(Duration.ofMinutes(10));
        somethingOfEachKind(stack);
        List<Panels.Query> queries =
                Panels.read().queries().stream().filter(Panels.Query::isCql).toList();
        assertThat(queries).hasSizeGreaterThan(5);

        try (CqlSession reader = Cql.session(stack.stack().site(), Role.READER)) {
            for (Panels.Query query : queries) {
                String cql = query.cql(begun, Instant.now().plus(Duration.ofMinutes(1)));
                assertThat(cql).as(query.panel()).doesNotContain("$");

                // the plug-in prepares its statements, too
                ResultSet rows = reader.execute(reader.prepare(cql).bind());

                assertThat(rows.one()).as("a row of " + query).isNotNull();
                theColumnsAreWhatThePluginNeeds(query, rows.getColumnDefinitions());
            }
        }
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
        Panels.Query slots = Panels.read().queries().stream()
                .filter(query -> query.panel().startsWith("Ledger: Slots"))
                .findFirst()
                .orElseThrow();

        List<Instant> found =
                stack
                        .session()
                        .execute(slots.cql(Landed.slot(tick).minus(Duration.ofDays(6)), Instant.now()))
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
                        Panels.read().queries().stream()
                                .filter(query -> !query.isCql())
                                .map(Panels.Query::text),
                        Panels.alertFiles().stream())
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
