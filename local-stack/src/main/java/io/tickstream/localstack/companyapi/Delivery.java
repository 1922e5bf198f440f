package io.tickstream.localstack.companyapi;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** How an answer goes over the wire. */
sealed interface Delivery {
    /** What com.sun.net.httpserver takes for a length that is not known. */
    long CHUNKED = 0;

    /** What com.sun.net.httpserver takes for no body. */
    long NONE = -1;

    void send(HttpExchange exchange, Answer answer) throws IOException, InterruptedException;

    /** The body's bytes that the caller gets; empty if they are too many to be held. */
    Optional<byte[]> bytesSent(Answer answer);

    /** As servers do. */
    record AtOnce() implements Delivery {
        @Override
        public void send(HttpExchange exchange, Answer answer) throws IOException {
            OutputStream body = start(exchange, answer, answer.body().length);
            write(answer.body(), body);
            body.close();
        }

        @Override
        public Optional<byte[]> bytesSent(Answer answer) {
            return Optional.of(answer.body());
        }
    }

    /**
     * Late, or drop by drop.
     *
     * @param delay before the first byte, that of the head included
     * @param bytesPerSecond of the body
     */
    record Slowly(Duration delay, OptionalInt bytesPerSecond) implements Delivery {
        private static final int SLICES_PER_SECOND = 10;

        @Override
        public void send(HttpExchange exchange, Answer answer) throws IOException, InterruptedException {
            TimeUnit.MILLISECONDS.sleep(delay.toMillis());
            if (bytesPerSecond.isEmpty()) {
                new AtOnce().send(exchange, answer);
                return;
            }
            int slice = Math.max(1, bytesPerSecond.getAsInt() / SLICES_PER_SECOND);
            long pauseMicros = TimeUnit.SECONDS.toMicros(slice) / bytesPerSecond.getAsInt();
            byte[] bytes = answer.body();
            OutputStream body = start(exchange, answer, bytes.length);
            for (int sent = 0; sent < bytes.length; sent += slice) {
                body.write(bytes, sent, Math.min(slice, bytes.length - sent));
                body.flush();
                TimeUnit.MICROSECONDS.sleep(pauseMicros);
            }
            body.close();
        }

        @Override
        public Optional<byte[]> bytesSent(Answer answer) {
            return Optional.of(answer.body());
        }
    }

    /** Announces the whole body, sends half of it, and closes the connection. */
    record CutOff() implements Delivery {
        @Override
        public void send(HttpExchange exchange, Answer answer) throws IOException {
            OutputStream body = start(exchange, answer, answer.body().length);
            write(half(answer.body()), body);
            body.flush();
            exchange.close();
        }

        @Override
        public Optional<byte[]> bytesSent(Answer answer) {
            return Optional.of(half(answer.body()));
        }

        static byte[] half(byte[] whole) {
            return Arrays.copyOf(whole, whole.length / 2);
        }
    }

    /** Closes the connection without a byte. */
    record HungUp() implements Delivery {
        @Override
        public void send(HttpExchange exchange, Answer answer) {
            exchange.close();
        }

        @Override
        public Optional<byte[]> bytesSent(Answer answer) {
            return Optional.of(new byte[0]);
        }
    }

    /**
     * Sends an answer of one company with an endless name instead of the body. It is valid JSON.
     *
     * @param size bytes, decompressed
     * @param gzip compresses it about a thousandfold if the caller accepts that
     * @param announced says the size beforehand, which a compressed answer never does
     */
    record Padded(long size, boolean gzip, boolean announced) implements Delivery {
        private static final byte[] BEFORE =
                "{\"status\":\"OK\",\"code\":200,\"total\":1,\"data\":[{\"id\":1,\"name\":\"".getBytes(US_ASCII);
        private static final byte[] AFTER = "\",\"country\":\"Italy\"}]}".getBytes(US_ASCII);

        @Override
        public void send(HttpExchange exchange, Answer answer) throws IOException {
            if (gzip && acceptsGzip(exchange)) {
                OutputStream body = start(exchange, answer.withHeader("Content-Encoding", "gzip"), CHUNKED);
                GZIPOutputStream zipped = new GZIPOutputStream(body, 16 * 1024);
                writeTo(zipped);
                zipped.close();
            } else {
                OutputStream body = start(exchange, answer, announced ? size : CHUNKED);
                writeTo(body);
                body.close();
            }
        }

        private void writeTo(OutputStream body) throws IOException {
            byte[] padding = new byte[16 * 1024];
            Arrays.fill(padding, (byte) 'A');
            body.write(BEFORE);
            long left = size - BEFORE.length - AFTER.length;
            while (left > 0) {
                int slice = (int) Math.min(left, padding.length);
                body.write(padding, 0, slice);
                left -= slice;
            }
            body.write(AFTER);
        }

        @Override
        public Optional<byte[]> bytesSent(Answer answer) {
            return Optional.empty();
        }

        private static boolean acceptsGzip(HttpExchange exchange) {
            String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
            return accepted != null && accepted.toLowerCase(Locale.ROOT).contains("gzip");
        }
    }

    /** By slices, since the server keeps a buffer of twice the size of what it is given at once. */
    private static void write(byte[] bytes, OutputStream body) throws IOException {
        int slice = 16 * 1024;
        for (int sent = 0; sent < bytes.length; sent += slice) {
            body.write(bytes, sent, Math.min(slice, bytes.length - sent));
        }
    }

    private static OutputStream start(HttpExchange exchange, Answer answer, long length) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        boolean nothing = answer.body().length == 0 && !(answer.delivery() instanceof Padded);
        exchange.sendResponseHeaders(answer.status(), nothing ? NONE : length);
        return exchange.getResponseBody();
    }
}
