package io.tickstream.ingest.loopback;

import static io.tickstream.ingest.loopback.ScriptedServer.answer;
import static io.tickstream.ingest.loopback.ScriptedServer.head;
import static io.tickstream.ingest.loopback.ScriptedServer.write;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickstream.ingest.loopback.ScriptedServer.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** How a source behaves, well and badly. */
public final class Scripts {
    private Scripts() {}

    /** The answer's text with so many companies. */
    public static String companies(int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        "{\"id\":%1$d,\"name\":\"Company %1$d\",\"country\":\"Chad\",\"contact\":{\"firstname\":\"Zoë\"}}"
                                ::formatted)
                .collect(Collectors.joining(
                        ",", "{\"status\":\"OK\",\"code\":200,\"total\":%d,\"data\":[".formatted(count), "]}"));
    }

    public static Script good(int count) {
        return answer(200, companies(count));
    }

    /** A body that ends before its announced end. */
    public static Script cutOff() {
        return connection -> {
            String body = companies(10);
            write(connection, head(200, body.length() * 2L) + body);
        };
    }

    /** A TCP reset in the middle of the body. */
    public static Script reset() {
        return connection -> {
            write(connection, head(200, 10_000) + "{\"data\":[");
            connection.setSoLinger(true, 0);
        };
    }

    /** Nothing at all for longer than anybody waits. */
    public static Script silent() {
        return connection -> TimeUnit.MINUTES.sleep(1);
    }

    /** A byte now and then, so that no pause between two is long. */
    public static Script dripping() {
        return connection -> {
            write(connection, head(200, 1_000_000) + "{\"data\":[");
            drip(connection, " ");
        };
    }

    /** The same before the body. */
    public static Script drippingHeaders() {
        return connection -> {
            write(connection, "HTTP/1.1 200 OK\r\nX-Slow: ");
            drip(connection, "x");
        };
    }

    /** Writes the text again and again, with pauses, until the other side hangs up. */
    public static void drip(Socket connection, String text) throws IOException, InterruptedException {
        while (true) {
            write(connection, text);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** A whole answer whose body is no text. */
    public static Script answerBytes(int status, byte[] body, String... headers) {
        return connection -> {
            write(connection, head(status, body.length, headers));
            connection.getOutputStream().write(body);
            connection.getOutputStream().flush();
        };
    }

    /** The text, compressed. */
    public static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: an array is written", e);
        }
        return bytes.toByteArray();
    }

    /** A body without an end. */
    public static Script endless() {
        return connection -> {
            write(
                    connection,
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"data\":[");
            String chunk = " ".repeat(8192);
            while (true) {
                write(connection, chunk);
            }
        };
    }
}
