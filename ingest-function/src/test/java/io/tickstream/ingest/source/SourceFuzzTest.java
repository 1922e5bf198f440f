package io.tickstream.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tickstream.contract.Identity;
import io.tickstream.fuzz.Draw;
import io.tickstream.fuzz.Fuzz;
import io.tickstream.ingest.Configs;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Outcome;
import io.tickstream.ingest.Profile;
import io.tickstream.ingest.Rejection;
import io.tickstream.ingest.Samples;
import io.tickstream.ingest.enrich.Enrichment;
import io.tickstream.ingest.loopback.ScriptedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever a source sends: each company of the answer is published, or rejected with the bytes that came, so that
 * fetched = published + rejected; an answer that cannot be taken apart is rejected as a whole, with its bytes.
 */
class SourceFuzzTest {
    /** The reader's own limit, which other tests are about. */
    private static final int MAX_DEPTH = 500;

    private static final int MAX_BYTES = 1024 * 1024;
    private static final long MOST_MEMORY = 256L * 1024 * 1024;
    private static final URI URL = URI.create("http://source.example/companies");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build());
    }

    private final ScriptedServer server = new ScriptedServer();
    private final IngestConfig config = Configs.with(
            "ingest.source.url", server.url("/companies").toString(),
            "ingest.source.allow-private-addresses", "true",
            "ingest.source.retry.max-attempts", "1",
            "ingest.source.breaker.failures", "1000",
            "ingest.source.max-bytes", String.valueOf(MAX_BYTES));
    private final Source source = Sources.of(config, Clock.systemUTC());
    private final Map<Outcome, Integer> outcomes = new TreeMap<>();

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void every_company_is_published_or_rejected_with_its_bytes() throws InterruptedException {
        Fuzz fuzz = Fuzz.of("source");

        fuzz.run(draw -> {
            switch (draw.below(20)) {
                case 0 -> overHttp(draw);
                case 1, 2, 3, 4, 5, 6, 7, 8 -> wellFormed(draw);
                default -> damaged(draw);
            }
        });

        if (fuzz.hasMany()) {
            assertThat(outcomes)
                    .containsOnlyKeys(Outcome.DELIVERED, Outcome.EMPTY, Outcome.REJECTED, Outcome.SOURCE_UNAVAILABLE);
        }
    }

    /** What is wrong is known, company by company. */
    private void wellFormed(Draw draw) throws Exception {
        DrawnAnswer drawn = DrawnAnswer.of(draw);
        draw.shows(drawn.text());
        checkEach(drawn, count(read(answer(200, drawn.bytes()))));
    }

    private static void checkEach(DrawnAnswer drawn, Fetch fetch) {
        List<DrawnAnswer.Company> companies = drawn.companies();
        assertThat(fetch.fetched()).isEqualTo(companies.size());
        Map<UUID, Profile> published = new HashMap<>();
        fetch.profiles().forEach(profile -> published.put(profile.id(), profile));
        Map<UUID, Rejection> rejected = new HashMap<>();
        fetch.rejections().forEach(rejection -> rejected.put(rejection.id(), rejection));
        for (int i = 0; i < companies.size(); i++) {
            DrawnAnswer.Company company = companies.get(i);
            Profile profile = published.get(Identity.company(Samples.TICK.id(), i));
            Rejection rejection = rejected.get(Identity.rejectionAtSource(Samples.TICK.id(), i));
            assertThat(profile != null).as("whether %s is published", company).isEqualTo(company.good());
            assertThat(rejection != null).as("whether %s is rejected", company).isEqualTo(!company.good());
            if (profile != null) {
                assertThat(profile.name()).isEqualTo(company.name());
                checkPublishable(profile);
            } else {
                checkKept(rejection, company.text().getBytes(UTF_8));
            }
        }
    }

    /** Another reader says whether the answer can be taken apart, and into how many. */
    private void damaged(Draw draw) throws Exception {
        byte[] body = damagedBody(draw);
        draw.shows(new String(body, UTF_8));
        checkDamaged(body, count(read(answer(draw.of(200, 200, 201, 404, 302), body))));
    }

    private static byte[] damagedBody(Draw draw) {
        String text = DrawnAnswer.of(draw).text();
        return switch (draw.below(8)) {
            case 0 -> draw.damaged(text).getBytes(UTF_8);
            case 1 -> draw.bytes(200);
            case 2 ->
                draw.of("[", "{\"data\":", "{\"data\":[", "{\"a\":")
                        .repeat(draw.between(1, 3000))
                        .getBytes(UTF_8);
            case 3 ->
                text.replaceFirst(
                                "\"data\":",
                                draw.of(
                                        "\"Data\":",
                                        "\"data\":[],\"data\":",
                                        "\"data\":{},\"x\":",
                                        "\"data\":null,\"x\":"))
                        .getBytes(UTF_8);
            case 4 ->
                text.getBytes(draw.of(
                        java.nio.charset.StandardCharsets.UTF_16,
                        java.nio.charset.StandardCharsets.UTF_16LE,
                        java.nio.charset.StandardCharsets.ISO_8859_1));
            case 5 -> (text + draw.of("{}", "x", "]", "\0", ",")).getBytes(UTF_8);
            default -> draw.damaged(text.getBytes(UTF_8));
        };
    }

    private static void checkDamaged(byte[] body, Fetch fetch) {
        boolean whole = fetch.rejections().stream()
                .anyMatch(rejection ->
                        rejection.id().equals(Identity.rejectionAtSource(Samples.TICK.id(), Identity.WHOLE_ANSWER)));
        if (whole) {
            assertThat(fetch.fetched()).isEqualTo(1);
            checkKept(fetch.rejections().get(0), body);
        }
        Optional<Integer> companies = companies(body);
        if (companies.isEmpty() || fetch.status().orElseThrow() >= 300 || companies.get() > Identity.MOST_RECORDS) {
            assertThat(whole).as("whether all of it is rejected").isTrue();
        } else if (!whole) {
            assertThat(fetch.fetched()).isEqualTo(companies.get());
        } else {
            // what only we refuse: the member data twice
            assertThat(fetch.rejections().get(0).reason()).isEqualTo(Rejection.Reason.DUPLICATE_FIELD);
        }
        List<UUID> ids = new ArrayList<>();
        fetch.profiles().forEach(profile -> ids.add(profile.id()));
        if (!whole) {
            List<UUID> places = new ArrayList<>(IntStream.range(0, fetch.fetched())
                    .mapToObj(place -> Identity.rejectionAtSource(Samples.TICK.id(), place))
                    .toList());
            places.removeAll(fetch.rejections().stream().map(Rejection::id).toList());
            assertThat(places).as("places that are not rejected").hasSameSizeAs(ids);
        }
        assertThat(ids).doesNotHaveDuplicates();
        fetch.profiles().forEach(SourceFuzzTest::checkPublishable);
    }

    /** How many companies there are; empty if it is no answer. */
    private static Optional<Integer> companies(byte[] body) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            JsonNode answer = JSON.readTree(text.startsWith("\ufeff") ? text.substring(1) : text);
            return answer.isObject() && answer.path("data").isArray()
                    ? Optional.of(answer.path("data").size())
                    : Optional.empty();
        } catch (CharacterCodingException | JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private void overHttp(Draw draw) throws InterruptedException {
        DrawnAnswer drawn = DrawnAnswer.of(draw);
        byte[] body = draw.once(3) ? damagedBody(draw) : drawn.bytes();
        boolean intact = java.util.Arrays.equals(body, drawn.bytes());
        int status = draw.of(200, 200, 200, 200, 201, 302, 403, 404, 429, 500, 503);
        String encoding = draw.of("", "", "", "gzip", "GZIP", "gzip-damaged", "gzip-not", "br", "deflate", "identity");
        String type = draw.of("application/json", "text/html", "application/json; charset=iso-8859-1", draw.word(), "");
        byte[] sent =
                switch (encoding) {
                    case "gzip", "GZIP" -> gzip(body);
                    case "gzip-damaged" -> draw.damaged(gzip(body));
                    default -> body;
                };
        int announced = sent.length + (draw.once(8) ? draw.between(-20, 20) : 0);
        String head = "HTTP/1.1 %d Whatever\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n"
                .formatted(
                        status,
                        type,
                        Math.max(0, announced),
                        encoding.isEmpty() ? "" : "Content-Encoding: %s\r\n".formatted(encoding.replaceAll("-.*", "")));
        draw.shows(head + new String(body, UTF_8));
        server.plays(connection -> {
            connection.getOutputStream().write(head.getBytes(UTF_8));
            connection.getOutputStream().write(sent);
            connection.getOutputStream().flush();
        });

        Fetch fetch = count(source.fetch(Samples.TICK));

        boolean readable = status < 300
                && announced == sent.length
                && body.length <= MAX_BYTES
                && List.of("", "gzip", "GZIP", "identity").contains(encoding);
        if (readable && intact) {
            checkEach(drawn, fetch);
        } else if (readable) {
            checkDamaged(body, fetch);
        } else if (status >= 500 || status == 429 || announced > sent.length) {
            assertThat(fetch).isInstanceOf(Fetch.Unavailable.class);
        } else {
            assertThat(fetch.fetched())
                    .isEqualTo(fetch.profiles().size() + fetch.rejections().size());
        }
    }

    private Fetch count(Fetch fetch) {
        outcomes.merge(fetch.outcome(), 1, Integer::sum);
        return fetch;
    }

    private static Fetch read(Answer answer) throws Exception {
        return Fuzz.allocating(MOST_MEMORY, () -> new AnswerReader(Samples.TICK, URL).read(answer));
    }

    private static Answer answer(int status, byte[] body) {
        return new Answer(
                status,
                Optional.of("application/json"),
                Optional.empty(),
                Optional.empty(),
                new Answer.Body(ByteBuffer.wrap(body), body.length, Optional.empty()));
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("Cannot happen: bytes in memory", e);
        }
        return compressed.toByteArray();
    }

    private static void checkKept(Rejection rejection, byte[] original) {
        byte[] kept = new byte[rejection.payload().remaining()];
        rejection.payload().duplicate().get(kept);
        assertThat(rejection.payloadSize()).isEqualTo(original.length);
        assertThat(kept).isEqualTo(java.util.Arrays.copyOf(original, Math.min(original.length, Rejection.MAX_PAYLOAD)));
        assertThat(rejection.cause()).isNotBlank().hasSizeLessThanOrEqualTo(1000);
    }

    /** The enrichment takes it, and its texts are such as Kafka and Cassandra take. */
    private static void checkPublishable(Profile profile) {
        assertThat(Enrichment.enrich(profile).profile()).isEqualTo(profile);
        List<String> texts = new ArrayList<>(List.of(profile.name(), profile.country()));
        Collections.addAll(
                texts,
                profile.email().orElse(""),
                profile.vat().orElse(""),
                profile.phone().orElse(""),
                profile.website().orElse(""),
                profile.image().orElse(""),
                profile.addresses().orElse("[]"),
                profile.contact().orElse("{}"));
        for (String text : texts) {
            try {
                UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            } catch (CharacterCodingException e) {
                throw new AssertionError("A text cannot be encoded: " + text, e);
            }
        }
        try {
            assertThat(JSON.readTree(profile.addresses().orElse("[]")).isArray())
                    .isTrue();
            assertThat(JSON.readTree(profile.contact().orElse("{}")).isObject()).isTrue();
        } catch (JsonProcessingException e) {
            throw new AssertionError("Addresses or contact are no JSON any more", e);
        }
    }
}
