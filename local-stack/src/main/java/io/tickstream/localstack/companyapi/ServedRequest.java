package io.tickstream.localstack.companyapi;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request, and what was answered.
 *
 * @param time when it came
 * @param query as it came, still URL-encoded
 * @param status of HTTP; 0 if the connection was closed without an answer
 * @param behaviour kind of the behaviour that answered, or "none"
 * @param companies in the answer; 0 if it is no JSON
 * @param seed what the companies were made from, also if the stand-in chose it
 * @param bytes of the body as far as it was to be sent; empty if it was streamed
 * @param sha256 of these bytes in hexadecimal
 */
public record ServedRequest(
        Instant time,
        String method,
        String path,
        Optional<String> query,
        int status,
        String behaviour,
        int companies,
        OptionalLong seed,
        OptionalLong bytes,
        Optional<String> sha256) {}
