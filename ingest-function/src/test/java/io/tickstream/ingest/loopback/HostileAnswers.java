package io.tickstream.ingest.loopback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickstream.ingest.loopback.ScriptedServer.Script;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Answers of a source that means ill, or is broken, each other than the one before; the same for the same seed. */
public final class HostileAnswers {
    private static final String CRLF = "\r\n";

    private final Random random;
    private final List<Kind> kinds = new ArrayList<>();

    /**
     * An answer.
     *
     * @param what names its kind
     */
    public record Hostile(String what, Script script) {}

    private record Kind(String what, Supplier<Script> answers) {}

    public HostileAnswers(long seed) {
        random = new Random(seed);
        kind(
                "mutated JSON",
                () -> ok(mutated(Scripts.companies(1 + random.nextInt(20)).getBytes(UTF_8))));
        kind("nested JSON", () -> ok(nested(random.nextInt(100_000))));
        kind(
                "huge number",
                () -> ok("{\"data\":[{\"name\":\"A\",\"country\":\"Chad\",\"id\":%s}]}"
                        .formatted(pick(
                                "9".repeat(1 + random.nextInt(100_000)),
                                "1e999999999",
                                "-0.0e-99999",
                                "1" + "0".repeat(18)))));
        kind("invalid UTF-8", () -> ok(insert(Scripts.companies(5).getBytes(UTF_8), bytes(1 + random.nextInt(4)))));
        kind(
                "duplicate keys",
                () -> ok("{\"data\":[{\"name\":\"A\",%s\"country\":\"Chad\"}]%s}"
                        .formatted(
                                pick("\"name\":\"B\",", "\"id\":1,\"id\":2,", ""),
                                pick(",\"data\":[]", ",\"code\":1,\"code\":2", ""))));
        kind(
                "wrong types",
                () -> ok("{\"data\":[{\"name\":%s,\"country\":%s,\"contact\":%s,\"addresses\":%s},%s]}"
                        .formatted(value(), value(), value(), value(), value())));
        kind(
                "wrong envelope",
                () -> ok(pick("[]", "null", "7", "\"text\"", "{}", "", " ", "{\"data\":%s}".formatted(value()))));
        kind(
                "content type",
                () -> Scripts.answerBytes(
                        200,
                        Scripts.companies(2).getBytes(UTF_8),
                        "Content-Type: "
                                + pick(
                                        "text/html",
                                        "image/png",
                                        "application/json; charset=utf-16",
                                        "\u0001",
                                        ";;;",
                                        "x".repeat(9_000))));
        kind(
                "encoding",
                () -> Scripts.answerBytes(
                        200,
                        Scripts.companies(2).getBytes(UTF_8),
                        "Content-Encoding: "
                                + pick("gzip", "br", "deflate", "zstd", "gzip, gzip", "", "\u0001", "compress")));
        kind("compressed garbage", () -> gzipped(mutated(Scripts.gzip(Scripts.companies(20)))));
        kind(
                "compressed mutation",
                () -> gzipped(
                        Scripts.gzip(new String(mutated(Scripts.companies(9).getBytes(UTF_8)), ISO_8859_1))));
        kind("cut compression", () -> gzipped(cut(Scripts.gzip(Scripts.companies(20)))));
        kind("bomb", () -> gzipped(Scripts.gzip(" ".repeat(random.nextInt(20_000_000)))));
        kind("too many", () -> ok(Scripts.companies(pick(1001, 1000, 5000))));
        kind("too large", () -> ok(" ".repeat(1_048_570 + random.nextInt(300_000))));
        kind("cut off", () -> raw(cut((head("Content-Length: 1000") + Scripts.companies(9)).getBytes(UTF_8))));
        kind(
                "content length",
                () -> raw(head("Content-Length: "
                                + pick(
                                        "0",
                                        "1",
                                        "-1",
                                        "x",
                                        "99999999999999999999",
                                        "9999999",
                                        "5\r\nContent-Length: 6",
                                        "+7"))
                        + Scripts.companies(2)));
        kind(
                "status",
                () -> raw("HTTP/1.1 %d %s\r\nContent-Length: 2\r\n%s\r\n{}"
                        .formatted(
                                100 + random.nextInt(500),
                                pick("", "OK", "\u0000", "x".repeat(5_000)),
                                pick(
                                        "",
                                        "Retry-After: 0\r\n",
                                        "Retry-After: -5\r\n",
                                        "Retry-After: soon\r\n",
                                        "Retry-After: Thu, 01 Jan 1970 00:00:00 GMT\r\n"))));
        kind(
                "redirect",
                () -> raw("HTTP/1.1 %d Found\r\nContent-Length: 0\r\nLocation: %s\r\n\r\n"
                        .formatted(
                                pick(301, 302, 303, 307, 308),
                                pick(
                                        "/",
                                        "?",
                                        "",
                                        "http://[::1]/",
                                        "http://127.0.0.2:1/",
                                        "//evil.example",
                                        "javascript:alert(1)",
                                        "http://127.0.0.1:1/",
                                        "\u00e4",
                                        "/" + "x".repeat(7_000)))));
        kind(
                "header flood",
                () -> raw("HTTP/1.1 200 OK\r\n"
                        + "X-%d: y\r\n".formatted(random.nextInt()).repeat(random.nextInt(20_000)) + CRLF + "{}"));
        kind(
                "long header",
                () -> raw("HTTP/1.1 200 OK\r\nX: %s\r\n\r\n{}".formatted("y".repeat(random.nextInt(100_000)))));
        kind("broken head", () -> raw(mutated((head("Content-Length: 2") + "{}").getBytes(UTF_8))));
        kind(
                "no HTTP",
                () -> raw(pick(
                        "",
                        "\r\n\r\n",
                        "SSH-2.0-x\r\n",
                        "HTTP/9.9 200 OK\r\n\r\n",
                        "HTTP/1.1\r\n\r\n",
                        "HTTP/1.1 abc OK\r\n\r\n",
                        "<html>")));
        kind("binary", () -> raw(bytes(random.nextInt(5_000))));
        kind(
                "chunks",
                () -> raw(head("Transfer-Encoding: chunked")
                        + pick(
                                "5\r\n{}",
                                "zz\r\n{}\r\n",
                                "-1\r\n{}\r\n",
                                "FFFFFFFFFFFFFFFF\r\n{}",
                                "7fffffff\r\n{}",
                                "2\r\n{}\r\n0\r\n\r\n",
                                "2\r\n{}XX0\r\n\r\n",
                                "2;%s\r\n{}\r\n0\r\n\r\n".formatted("x".repeat(random.nextInt(20_000))))));
        kind("reset", Scripts::reset);
    }

    /** The next one. A few take all the time there is. */
    public Hostile next() {
        if (random.nextInt(100) == 0) {
            return random.nextBoolean()
                    ? new Hostile("silent", Scripts.silent())
                    : new Hostile("dripping", random.nextBoolean() ? Scripts.dripping() : Scripts.drippingHeaders());
        }
        Kind kind = kinds.get(random.nextInt(kinds.size()));
        return new Hostile(kind.what(), kind.answers().get());
    }

    private void kind(String what, Supplier<Script> answers) {
        kinds.add(new Kind(what, answers));
    }

    private static String head(String header) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + header + CRLF + CRLF;
    }

    private static Script ok(String body) {
        return ok(body.getBytes(UTF_8));
    }

    private static Script ok(byte[] body) {
        return Scripts.answerBytes(200, body);
    }

    private static Script gzipped(byte[] body) {
        return Scripts.answerBytes(200, body, "Content-Encoding: gzip");
    }

    private static Script raw(String answer) {
        return raw(answer.getBytes(ISO_8859_1));
    }

    private static Script raw(byte[] answer) {
        return connection -> {
            connection.getOutputStream().write(answer);
            connection.getOutputStream().flush();
        };
    }

    private String nested(int depth) {
        String open = pick("[", "{\"a\":", "[[{\"b\":");
        return "{\"data\":[{\"name\":\"A\",\"country\":\"Chad\",\"%s\":%s"
                .formatted(pick("addresses", "contact", "more"), open.repeat(depth));
    }

    private String value() {
        return pick(
                "null",
                "7",
                "true",
                "\"A\"",
                "\"\"",
                "[]",
                "{}",
                "[{}]",
                "{\"a\":[1.10]}",
                "\"\\ud800\"",
                "\"%s\"".formatted("x".repeat(random.nextInt(3_000))),
                "-");
    }

    private byte[] mutated(byte[] whole) {
        byte[] bytes = random.nextInt(5) == 0 ? cut(whole) : whole.clone();
        for (int change = random.nextInt(6); change > 0 && bytes.length > 0; change--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(5) == 0 ? insert(bytes, bytes(random.nextInt(20))) : bytes;
    }

    private byte[] cut(byte[] whole) {
        return Arrays.copyOf(whole, random.nextInt(whole.length));
    }

    private byte[] insert(byte[] bytes, byte[] more) {
        int at = random.nextInt(bytes.length + 1);
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        result.write(bytes, 0, at);
        result.writeBytes(more);
        result.write(bytes, at, bytes.length - at);
        return result.toByteArray();
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @SafeVarargs
    private <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
