package io.tickstream.localstack.companyapi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** What is sent back, and how. */
final class Answer {
    private static final String JSON = "application/json";

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final OptionalLong seed;
    private final Delivery delivery;

    private Answer(int status, Map<String, String> headers, byte[] body, OptionalLong seed, Delivery delivery) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.seed = seed;
        this.delivery = delivery;
    }

    static Answer of(int status, String contentType, byte[] body) {
        return new Answer(
                status, Map.of("Content-Type", contentType), body, OptionalLong.empty(), new Delivery.AtOnce());
    }

    static Answer json(int status, byte[] body) {
        return of(status, JSON, body);
    }

    Answer withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body, seed, delivery);
    }

    Answer withBody(byte[] other) {
        return new Answer(status, headers, other, seed, delivery);
    }

    Answer seededWith(long used) {
        return new Answer(status, headers, body, OptionalLong.of(used), delivery);
    }

    Answer delivered(Delivery other) {
        return new Answer(status, headers, body, seed, other);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    /** What the companies were made from, if they were made. */
    OptionalLong seed() {
        return seed;
    }

    Delivery delivery() {
        return delivery;
    }
}
