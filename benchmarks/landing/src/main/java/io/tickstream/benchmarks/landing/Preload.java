package io.tickstream.benchmarks.landing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickstream.benchmarks.landing.client.Companies;
import io.tickstream.benchmarks.landing.client.Company;
import io.tickstream.benchmarks.landing.client.Surroundings;
import io.tickstream.contract.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Puts the companies on Kafka: as the function publishes them, and as JSON for those who read that. */
final class Preload {
    /** For those who publish much at once. */
    static final int LINGER_MILLIS = 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private Preload() {}

    /**
     * Writes the companies to both topics.
     *
     * @param registry base of the registry's Confluent API
     * @return the bytes of all values in Avro
     */
    static long write(String kafka, URI registry, Companies companies, int records)
            throws IOException, InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            admin.createTopics(List.of(new NewTopic(
                            Surroundings.JSON_TOPIC, Topic.COMPANIES_CREATED.localPartitions(), (short) 1)))
                    .all()
                    .get();
        }
        try (Publisher publisher = new Publisher(kafka, registry, LINGER_MILLIS)) {
            long bytes = companies
                    .first(records)
                    .mapToLong(company -> {
                        publisher.send(Surroundings.JSON_TOPIC, company.tickId(), json(company));
                        return publisher.company(company);
                    })
                    .sum();
            publisher.flush();
            return bytes;
        }
    }

    private static byte[] json(Company company) {
        ObjectNode json = JSON.createObjectNode();
        Object[] values = company.values();
        for (int i = 0; i < values.length; i++) {
            String column = Company.COLUMNS.get(i);
            if (values[i] instanceof Long || values[i] instanceof Integer || values[i] instanceof Double) {
                json.putPOJO(column, values[i]);
            } else {
                json.put(column, String.valueOf(values[i])); // ISO-8601 for times and days
            }
        }
        try {
            return JSON.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot happen: a tree is written", e);
        }
    }
}
