package io.tickstream.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Table;
import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts what dead letters hold back on its way, under the identity that it always had: whatever is put back twice, or
 * had landed after all, lands in the same row.
 */
public final class PutBack {
    /** For the job to land what was put back. */
    private static final Duration LANDING = Duration.ofSeconds(60);

    private static final int LOOK_MILLIS = 100;
    private static final Duration TICK = Duration.ofSeconds(60);
    private static final int PRODUCER_MILLIS = 30_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final DeadLetters letters;
    private final CqlSession session;
    private final Servers servers;
    private final String who;

    /**
     * Puts back by these servers.
     *
     * @param session may read everything
     * @param who notes it down
     */
    public PutBack(DeadLetters letters, CqlSession session, Servers servers, String who) {
        this.letters = letters;
        this.session = session;
        this.servers = servers;
        this.who = who;
    }

    /**
     * Tries a letter again as it is: what the job could not read goes back to its topic, what the function could not
     * read is asked for again by repeating its tick.
     *
     * @return what was done, for people
     * @throws NotPutBack if it cannot be done, or helps nothing; the letter stays
     */
    public String again(DeadLetter letter) throws IOException, InterruptedException {
        return letter.fromSource() ? repeatTick(letter) : republish(letter);
    }

    private String republish(DeadLetter letter) throws InterruptedException {
        if (!letter.isWhole()) {
            throw new NotPutBack(
                    "%s holds %d of %d bytes. Kafka may still have them all: ./tickstream replay --from %s --to %s"
                            .formatted(
                                    letter.id(),
                                    letter.payload().remaining(),
                                    letter.payloadSize(),
                                    letter.at(),
                                    letter.at().plusMillis(1)));
        }
        Topic topic = Topic.named(letter.kafkaTopic())
                .orElseThrow(() -> new NotPutBack("%s came from topic %s, which the job does not read."
                        .formatted(letter.id(), letter.kafkaTopic())));
        RecordMetadata at = publish(topic, letter.tickId(), letter.bytes());
        letters.resolve(letter, Resolution.republished(who, at));
        return "%s is back as %s-%d@%d. If it cannot be read this time either, dead letter %s will say so."
                .formatted(
                        letter.id(),
                        at.topic(),
                        at.partition(),
                        at.offset(),
                        Identity.rejectionAtLanding(at.topic(), at.partition(), at.offset()));
    }

    /**
     * Puts a company in the place of a letter, and waits until it has landed.
     *
     * @throws NotPutBack if it is not fit to land, or does not
     */
    public String corrected(DeadLetter letter, String json) throws IOException, InterruptedException {
        Correction correction = Correction.of(json, letter);
        byte[] payload = correction.payload();
        Topic topic = Topic.COMPANIES_CREATED;
        RecordMetadata at = publish(topic, correction.tick(), WireFormat.frame(schemaId(topic), payload));
        awaitLanding(correction.tick(), correction.id(), "The correction of " + letter.id());
        letters.resolve(letter, Resolution.corrected(who, at));
        return "%s has landed as company %s of tick %s.".formatted(letter.id(), correction.id(), correction.tick());
    }

    private String repeatTick(DeadLetter letter) throws IOException, InterruptedException {
        int index = letter.index()
                .orElseThrow(() -> new NotPutBack(
                        "%s belongs to no tick that is known, so that none can be repeated.".formatted(letter.id())));
        if (index >= 0 && hasLanded(letter.tickId(), Identity.company(letter.tickId(), index))) {
            letters.resolve(letter, Resolution.tickRepeated(who)); // for another letter of the same tick
            return "%s: what could not be read before has landed since.".formatted(letter.id());
        }
        HttpResponse<String> response = send(repetition(letter));
        if (response.statusCode() / 100 != 2) {
            throw new NotPutBack("The function answered %d to the repeated tick %s: %s. %s stays."
                    .formatted(response.statusCode(), letter.tickId(), response.body(), letter.id()));
        }
        String outcome = JSON.readTree(response.body()).path("outcome").asText();
        if (!outcome.equals("delivered")) {
            throw new NotPutBack("The repeated tick %s was %s: %s. %s stays."
                    .formatted(letter.tickId(), outcome, response.body(), letter.id()));
        }
        awaitLanding(
                letter.tickId(),
                Identity.company(letter.tickId(), Math.max(0, index)),
                "The source sends the same again: what is in " + letter.id());
        letters.resolve(letter, Resolution.tickRepeated(who));
        return "%s: its tick %s was repeated, and what could not be read before has landed."
                .formatted(letter.id(), letter.tickId());
    }

    /** The event that made the tick, once more: its slot, or its name where it was made by hand, make the same tick. */
    private HttpRequest repetition(DeadLetter letter) {
        Optional<String> byHand = receiptEventId(letter);
        URI function = servers.function()
                .orElseThrow(() -> new NotPutBack(
                        "%s is put back by repeating its tick, and the function cannot be called from here."
                                .formatted(letter.id())));
        return HttpRequest.newBuilder(function.resolve("/"))
                .timeout(TICK)
                .header("ce-specversion", "1.0")
                .header("ce-type", byHand.isPresent() ? "io.tickstream.tick.repeat" : "dev.knative.sources.ping")
                .header("ce-source", "/tickstream/dlq")
                .header("ce-id", byHand.orElseGet(() -> UUID.randomUUID().toString()))
                .header("ce-time", letter.at().toString())
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
    }

    /** Names a tick by hand; empty for the clock's, and for one whose receipt has not landed. */
    private Optional<String> receiptEventId(DeadLetter letter) {
        return Optional.ofNullable(session.execute(
                                "SELECT trigger, event_id FROM %s WHERE day = ? AND slot = ? AND id = ?"
                                        .formatted(Table.TICKS.qualifiedName()),
                                letter.day(),
                                letter.at(),
                                letter.tickId())
                        .one())
                .filter(receipt -> "manual".equals(receipt.getString("trigger")))
                .map(receipt -> receipt.getString("event_id"));
    }

    private void awaitLanding(UUID tick, UUID company, String what) throws InterruptedException {
        long deadline = System.nanoTime() + LANDING.toNanos();
        while (!hasLanded(tick, company)) {
            if (System.nanoTime() - deadline > 0) {
                throw new NotPutBack(
                        "%s has not landed after %d s; the dead letter stays. See whether the job runs (./tickstream status), and whether there is a new dead letter (./tickstream dlq ls)."
                                .formatted(what, LANDING.toSeconds()));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    private boolean hasLanded(UUID tick, UUID company) {
        return session.execute(
                                "SELECT id FROM %s WHERE tick_id = ? AND id = ?"
                                        .formatted(Table.COMPANIES_CREATED.qualifiedName()),
                                tick,
                                company)
                        .one()
                != null;
    }

    private RecordMetadata publish(Topic topic, UUID key, byte[] value) throws InterruptedException {
        Map<String, Object> producing = new HashMap<>(servers.kafka());
        producing.putAll(Map.of(
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                PRODUCER_MILLIS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                PRODUCER_MILLIS / 2,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                PRODUCER_MILLIS,
                // as large as the broker takes, since it took the original
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                8 * 1024 * 1024));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] keyBytes = key == null ? null : key.toString().getBytes(UTF_8);
            return producer.send(new ProducerRecord<>(topic.topicName(), keyBytes, value))
                    .get();
        } catch (ExecutionException e) {
            throw new NotPutBack(
                    "Kafka does not take the record: %s. Nothing was changed."
                            .formatted(e.getCause().getMessage()),
                    e.getCause());
        }
    }

    private int schemaId(Topic topic) throws IOException, InterruptedException {
        URI url = servers.registry().resolve("/apis/ccompat/v7/subjects/" + topic.subject());
        HttpResponse<String> response = send(HttpRequest.newBuilder(url)
                .timeout(TICK)
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        JSON.writeValueAsString(Map.of("schema", topic.schema().toString()))))
                .build());
        if (response.statusCode() / 100 != 2) {
            throw new NotPutBack("The registry answered %d to %s: %s. Nothing was changed."
                    .formatted(response.statusCode(), url, response.body()));
        }
        return JSON.readTree(response.body()).path("id").asInt();
    }

    private static HttpResponse<String> send(HttpRequest request) throws InterruptedException {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new NotPutBack(
                    "Nobody answers at %s: %s. Is it running? ./tickstream status".formatted(request.uri(), e), e);
        }
    }
}
