package io.tickstream.console.spark;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.cache.CacheResult;
import io.tickstream.console.ConsoleConfig;
import io.tickstream.console.answer.Http;
import io.tickstream.console.answer.Server;
import io.tickstream.console.answer.ServerAway;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The landing job's metrics, on its driver's web page. */
@ApplicationScoped
public class Job {
    private static final String OURS = ".driver.tickstream.";

    private final Http http;
    private final URI url;

    Job(Http http, ConsoleConfig config) {
        this.http = http;
        this.url = config.jobUrl().resolve("/metrics/json/");
    }

    /**
     * The job's figures; see LandingMetrics.
     *
     * @param offsetsBehind records that wait to be landed
     * @param rowsLanded since the job's start, repetitions included
     * @param lastProgressAt when it last ended a batch or found nothing to do
     * @param freshnessMedianMs from a company's tick until it was visible, of the last batch; empty before the first
     */
    public record Figures(
            long offsetsBehind,
            long rowsLanded,
            long lastBatchMs,
            Optional<Instant> lastProgressAt,
            Optional<Long> freshnessMedianMs,
            Optional<Long> freshnessMaxMs) {}

    /** The newest figures. */
    @CacheResult(cacheName = "job")
    public Figures figures() throws ServerAway {
        Map<String, Double> gauges = new HashMap<>();
        for (Map.Entry<String, JsonNode> gauge :
                http.get(Server.SPARK, url).path("gauges").properties()) {
            int at = gauge.getKey().indexOf(OURS);
            if (at >= 0) {
                gauges.put(
                        gauge.getKey().substring(at + OURS.length()),
                        gauge.getValue().path("value").asDouble());
            }
        }
        if (!gauges.containsKey("offsets_behind")) {
            throw new ServerAway(
                    Server.SPARK, "At %s is a web page, but no landing job whose query runs".formatted(url), null);
        }
        return new Figures(
                number(gauges, "offsets_behind"),
                number(gauges, "rows_landed"),
                number(gauges, "last_batch_ms"),
                positive(gauges, "last_progress_at").map(Instant::ofEpochMilli),
                positive(gauges, "freshness_p50_ms"),
                positive(gauges, "freshness_max_ms"));
    }

    private static long number(Map<String, Double> gauges, String name) {
        return gauges.getOrDefault(name, 0.0).longValue();
    }

    private static Optional<Long> positive(Map<String, Double> gauges, String name) {
        return Optional.of(number(gauges, name)).filter(number -> number > 0);
    }
}
