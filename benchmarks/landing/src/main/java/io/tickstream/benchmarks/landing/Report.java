package io.tickstream.benchmarks.landing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Figures as JSON, with what they depend on. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Report() {}

    /** A report of today on this machine, still without figures. */
    static ObjectNode of(String benchmark) {
        ObjectNode json = JSON.createObjectNode();
        json.put("benchmark", benchmark);
        json.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        ObjectNode machine = json.putObject("machine");
        machine.put("processors", Runtime.getRuntime().availableProcessors());
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put("java", Runtime.version().toString());
        machine.put("load_average", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        return json;
    }

    static String text(ObjectNode json) {
        try {
            return JSON.writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot happen: a tree is written", e);
        }
    }

    static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
