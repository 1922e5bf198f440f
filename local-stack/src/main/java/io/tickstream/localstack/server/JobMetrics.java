package io.tickstream.localstack.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;

/**
 * What the landing job says of itself, on the port of its web page.
 *
 * @param offsetsBehind Kafka records that wait to be landed, 0 or more
 * @param rowsLanded rows written since the job's start, repetitions included
 * @param rowsRejected records since the job's start that could not be read
 */
public record JobMetrics(long offsetsBehind, long rowsLanded, long rowsRejected) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SOURCE = ".driver.tickstream.";

    /** The newest figures; empty while the job's query does not run. */
    public static Optional<JobMetrics> read(Site site) throws InterruptedException {
        return site.get(Port.JOB_UI, "/metrics/json/").flatMap(JobMetrics::parse);
    }

    private static Optional<JobMetrics> parse(String json) {
        try {
            JsonNode gauges = JSON.readTree(json).path("gauges");
            long[] found = {-1, -1, -1};
            for (Map.Entry<String, JsonNode> gauge : gauges.properties()) {
                int at = gauge.getKey().indexOf(SOURCE);
                if (at < 0) {
                    continue;
                }
                long value = gauge.getValue().path("value").asLong();
                switch (gauge.getKey().substring(at + SOURCE.length())) {
                    case "offsets_behind" -> found[0] = value;
                    case "rows_landed" -> found[1] = value;
                    case "rows_rejected" -> found[2] = value;
                    default -> {}
                }
            }
            return found[0] < 0 ? Optional.empty() : Optional.of(new JobMetrics(found[0], found[1], found[2]));
        } catch (JsonProcessingException notTheJob) {
            return Optional.empty();
        }
    }
}
