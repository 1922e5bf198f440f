package io.tickstream.localstack.companyapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** A way in which the stand-in answers instead of its usual one. */
public sealed interface Behaviour {
    /** Its name in JSON and on the command line. */
    String kind();

    /** Its settings as {@link Instructions} reads them again: text, number, flag or JSON by name. */
    Map<String, Object> settings();

    /** What is answered, given what would have been. */
    Answer insteadOf(Supplier<Answer> usual);

    /**
     * An error.
     *
     * @param status 400 to 599
     * @param retryAfter the header's value: seconds, or an HTTP date; wrong ones are sent as well
     * @param body the API's own for this status, unless given
     */
    record Status(int status, Optional<String> retryAfter, Optional<String> body) implements Behaviour {
        public Status {
            requireBetween("status", status, 400, 599);
        }

        /** The error as the API answers it. */
        public static Status of(int status) {
            return new Status(status, Optional.empty(), Optional.empty());
        }

        /** The error, with the wish to be left alone. */
        public static Status of(int status, Duration retryAfter) {
            return new Status(status, Optional.of(String.valueOf(retryAfter.toSeconds())), Optional.empty());
        }

        @Override
        public String kind() {
            return "status";
        }

        @Override
        public Map<String, Object> settings() {
            Map<String, Object> settings = new LinkedHashMap<>();
            settings.put("status", status);
            retryAfter.ifPresent(value -> settings.put("retryAfter", value));
            body.ifPresent(value -> settings.put("body", value));
            return settings;
        }

        @Override
        public Answer insteadOf(Supplier<Answer> usual) {
            byte[] bytes = body.map(text -> text.getBytes(UTF_8)).orElseGet(() -> usualBody(status));
            Answer answer = Answer.json(status, bytes);
            return retryAfter
                    .map(value -> answer.withHeader("Retry-After", value))
                    .orElse(answer);
        }

        private static byte[] usualBody(int status) {
            return switch (status) {
                case 404 -> ApiJson.status(404, "Not found");
                case 429 -> ApiJson.message("Too Many Attempts.");
                case 503 -> ApiJson.message("Service Unavailable");
                default -> ApiJson.message(status >= 500 ? "Server Error" : "Error " + status);
            };
        }
    }

    /**
     * A web page, as proxies, portals and maintenance pages answer.
     *
     * @param status 200 to 599
     */
    record Html(int status) implements Behaviour {
        public Html {
            requireBetween("status", status, 200, 599);
        }

        @Override
        public String kind() {
            return "html";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of("status", status);
        }

        @Override
        public Answer insteadOf(Supplier<Answer> usual) {
            String page = "<!DOCTYPE html>\n<html><head><title>Maintenance</title></head>"
                    + "<body><h1>We will be back soon</h1></body></html>\n";
            return Answer.of(status, "text/html; charset=UTF-8", page.getBytes(UTF_8));
        }
    }

    /** The first half of the usual body as if it were the whole: a complete answer that is no JSON. */
    record Truncated() implements Behaviour {
        @Override
        public String kind() {
            return "truncated";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of();
        }

        @Override
        public Answer insteadOf(Supplier<Answer> usual) {
            Answer answer = usual.get();
            return answer.withBody(Delivery.CutOff.half(answer.body()));
        }
    }

    /** The whole body is announced, the connection closed after half of it. */
    record Cut() implements Behaviour {
        @Override
        public String kind() {
            return "cut";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of();
        }

        @Override
        public Answer insteadOf(Supplier<Answer> usual) {
            return usual.get().delivered(new Delivery.CutOff());
        }
    }

    /**
     * Companies that have a field of a type other than the API's: one after the other name, country, vat, phone,
     * addresses, contact, id, and the company as a whole.
     *
     * @param every only each company with this number is spoilt, from 1: 3 spoils the third, the sixth and so on
     */
    record WrongTypes(int every) implements Behaviour {
        public WrongTypes {
            requireBetween("every", every, 1, Question.MOST_COMPANIES);
        }

        @Override
        public String kind() {
            return "wrong-types";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of("every", every);
        }

        @Override
        public Answer insteadOf(Supplier<Answer> usual) {
            Answer answer = usual.get();
            JsonNode envelope = ApiJson.tree(answer.body());
            if (!(envelope.get("data") instanceof ArrayNode companies)) {
                return answer;
            }
            for (int index = every - 1, spoilt = 0; index < companies.size(); index += every, spoilt++) {
                companies.set(index, spoil((ObjectNode) companies.get(index), spoilt));
            }
            return answer.withBody(ApiJson.bytes(envelope));
        }

        private static JsonNode spoil(ObjectNode company, int turn) {
            return switch (turn % 8) {
                case 0 -> company.put("name", 42);
                case 1 -> company.put("country", false);
                case 2 -> company.put("vat", company.path("vat").asLong());
                case 3 ->
                    company.set("phone", JsonNodeFactory.instance.arrayNode().add("+390123456789"));
                case 4 -> company.put("addresses", "none");
                case 5 ->
                    company.set("contact", JsonNodeFactory.instance.arrayNode().add("nobody"));
                case 6 -> company.put("id", "one");
                default -> JsonNodeFactory.instance.textNode("a company");
            };
        }
    }

    /** Success, and no company. */
    record Empty() implements Behaviour {
        @Override
        public String kind() {
            return "empty";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of();
        }

        @Override
        public Answer insteadOf(Supplier<Answer> usual) {
            return Answer.json(200, "{\"status\":\"OK\",\"code\":200,\"total\":0,\"data\":[]}".getBytes(UTF_8));
        }
    }

    /**
     * The usual answer, but late.
     *
     * @param delay before the first byte, 0 to 10 minutes, in whole milliseconds
     * @param bytesPerSecond of the body, 1 to 1,000,000; as fast as can be if empty
     */
    record Slow(Duration delay, OptionalInt bytesPerSecond) implements Behaviour {
        static final int LONGEST_DELAY_MILLIS = 600_000;
        static final int MOST_BYTES_PER_SECOND = 1_000_000;

        public Slow {
            requireBetween("delayMillis", delay.toMillis(), 0, LONGEST_DELAY_MILLIS);
            bytesPerSecond.ifPresent(rate -> requireBetween("bytesPerSecond", rate, 1, MOST_BYTES_PER_SECOND));
        }

        /** Late, but then at once. */
        public static Slow by(Duration delay) {
            return new Slow(delay, OptionalInt.empty());
        }

        /** Drop by drop. */
        public static Slow at(int bytesPerSecond) {
            return new Slow(Duration.ZERO, OptionalInt.of(bytesPerSecond));
        }

        @Override
        public String kind() {
            return "slow";
        }

        @Override
        public Map<String, Object> settings() {
            Map<String, Object> settings = new LinkedHashMap<>();
            settings.put("delayMillis", delay.toMillis());
            bytesPerSecond.ifPresent(rate -> settings.put("bytesPerSecond", rate));
            return settings;
        }

        @Override
        public Answer insteadOf(Supplier<Answer> usual) {
            return usual.get().delivered(new Delivery.Slowly(delay, bytesPerSecond));
        }
    }

    /**
     * A body of any size, streamed: valid JSON of one company with a very long name.
     *
     * @param bytes 1,024 to 10 GiB, decompressed
     * @param gzip compressed if the caller accepts it: a small body that swells
     * @param announced with a Content-Length, unless compressed
     */
    record Huge(long bytes, boolean gzip, boolean announced) implements Behaviour {
        static final long FEWEST_BYTES = 1024;
        static final long MOST_BYTES = 10L << 30;

        public Huge {
            requireBetween("bytes", bytes, FEWEST_BYTES, MOST_BYTES);
        }

        /** With a Content-Length, and not compressed. */
        public static Huge of(long bytes) {
            return new Huge(bytes, false, true);
        }

        @Override
        public String kind() {
            return "huge";
        }

        @Override
        public Map<String, Object> settings() {
            Map<String, Object> settings = new LinkedHashMap<>();
            settings.put("bytes", bytes);
            settings.put("gzip", gzip);
            settings.put("announced", announced);
            return settings;
        }

        @Override
        public Answer insteadOf(Supplier<Answer> usual) {
            return Answer.json(200, new byte[0]).delivered(new Delivery.Padded(bytes, gzip, announced));
        }
    }

    /** The connection is closed without a byte. */
    record Reset() implements Behaviour {
        @Override
        public String kind() {
            return "reset";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of();
        }

        @Override
        public Answer insteadOf(Supplier<Answer> usual) {
            return Answer.json(0, new byte[0]).delivered(new Delivery.HungUp());
        }
    }

    /**
     * Somewhere else.
     *
     * @param location sent as it is, so that wrong ones can be tried
     * @param status 301, 302, 303, 307 or 308
     */
    record Redirect(String location, int status) implements Behaviour {
        public Redirect {
            requireBetween("status", status, 301, 308);
            if (status > 303 && status < 307) {
                throw new IllegalArgumentException(
                        "status is %d; a redirect has 301, 302, 303, 307 or 308".formatted(status));
            }
            if (location.isBlank() || location.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("location must be one line of text, such as http://127.0.0.1:1/");
            }
        }

        /** For now. */
        public static Redirect to(String location) {
            return new Redirect(location, 302);
        }

        @Override
        public String kind() {
            return "redirect";
        }

        @Override
        public Map<String, Object> settings() {
            Map<String, Object> settings = new LinkedHashMap<>();
            settings.put("location", location);
            settings.put("status", status);
            return settings;
        }

        @Override
        public Answer insteadOf(Supplier<Answer> usual) {
            return Answer.of(status, "text/html; charset=UTF-8", new byte[0]).withHeader("Location", location);
        }
    }

    /** This very body, whatever is asked. A class, since it is encoded once: many callers may be sent megabytes. */
    final class Fixed implements Behaviour {
        private final byte[] bytes;

        /** A text, sent as UTF-8. */
        public Fixed(String body) {
            this(body.getBytes(UTF_8));
        }

        private Fixed(byte[] bytes) {
            this.bytes = bytes;
        }

        /** An answer that holds these records, each JSON. */
        public static Fixed records(Iterable<? extends JsonNode> records) {
            ObjectNode envelope = JsonNodeFactory.instance.objectNode();
            ArrayNode data = JsonNodeFactory.instance.arrayNode();
            records.forEach(data::add);
            envelope.put("status", "OK").put("code", 200).put("total", data.size());
            envelope.set("data", data);
            return new Fixed(ApiJson.bytes(envelope));
        }

        @Override
        public String kind() {
            return "fixed";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of("body", new String(bytes, UTF_8));
        }

        @Override
        public Answer insteadOf(Supplier<Answer> usual) {
            return Answer.json(200, bytes);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Fixed fixed && Arrays.equals(bytes, fixed.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Fixed[%d bytes]".formatted(bytes.length);
        }
    }

    private static void requireBetween(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s is %d; it must be %d to %d".formatted(name, value, least, most));
        }
    }
}
