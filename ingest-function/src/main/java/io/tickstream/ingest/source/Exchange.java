package io.tickstream.ingest.source;

import io.tickstream.ingest.Deadline;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * One request and its answer, on Vert.x' event loop. Whoever waits for it lets go of it at the deadline, and the
 * connection is closed in the midst of whatever the server does.
 */
final class Exchange {
    private final CompletableFuture<Response> response = new CompletableFuture<>();
    private final String asked;
    private final int maxBytes;
    private volatile HttpClientRequest request;

    /**
     * What came.
     *
     * @param body not yet decompressed
     */
    record Response(int status, MultiMap headers, BodyReader body) {}

    /**
     * @param asked scheme, host and port, for messages
     * @param maxBytes of a body
     */
    Exchange(String asked, int maxBytes) {
        this.asked = asked;
        this.maxBytes = maxBytes;
    }

    /** Sends the request. To be called on the event loop. */
    void start(HttpClient client, RequestOptions options) {
        client.request(options).onComplete(this::connected, failure -> fail(notConnected(failure)));
    }

    /**
     * Waits for the whole answer.
     *
     * @throws NoAnswer if there is none by the deadline
     */
    Response await(Deadline deadline) throws NoAnswer {
        try {
            return response.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof NoAnswer noAnswer
                    ? noAnswer
                    : new NoAnswer(Trouble.PROTOCOL, "%s could not be asked: %s".formatted(asked, e.getCause()), e);
        } catch (TimeoutException e) {
            throw request == null ? notAccepted(e) : new NoAnswer(Trouble.TIMEOUT, late(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoAnswer(Trouble.STOPPED, "the function was told to stop while it waited for " + asked, e);
        } finally {
            letGo();
        }
    }

    private void letGo() {
        response.cancel(false);
        HttpClientRequest sent = request;
        if (sent != null) {
            sent.reset(); // does nothing to an exchange that is over
        }
    }

    private void connected(HttpClientRequest connected) {
        request = connected;
        connected.exceptionHandler(failure -> fail(noWholeAnswer(failure)));
        if (response.isDone()) {
            connected.reset();
            return;
        }
        connected.response().onComplete(this::answered, failure -> fail(noWholeAnswer(failure)));
        connected.end().onFailure(failure -> fail(noWholeAnswer(failure)));
    }

    private void answered(HttpClientResponse answer) {
        BodyReader body =
                new BodyReader(maxBytes, Optional.ofNullable(answer.getHeader("Content-Encoding")), announced(answer));
        Response whole = new Response(answer.statusCode(), answer.headers(), body);
        answer.exceptionHandler(failure -> fail(noWholeAnswer(failure)));
        answer.endHandler(end -> response.complete(whole));
        answer.handler(bytes -> {
            if (!response.isDone() && !body.read(bytes.getBytes())) {
                response.complete(whole);
                answer.request().reset();
            }
        });
    }

    private static long announced(HttpClientResponse answer) {
        String length = answer.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length.strip());
        } catch (NumberFormatException e) {
            return 0; // what comes is counted anyway
        }
    }

    private void fail(NoAnswer why) {
        response.completeExceptionally(why);
    }

    private NoAnswer notConnected(Throwable failure) {
        if (failure instanceof SSLException) {
            return new NoAnswer(
                    Trouble.TLS,
                    "no trusted connection to %s: %s"
                            .formatted(asked, rootOf(failure).getMessage()),
                    failure);
        }
        if (failure instanceof TimeoutException || failure instanceof io.netty.channel.ConnectTimeoutException) {
            return notAccepted(failure);
        }
        if (failure instanceof HttpClosedException) {
            return noWholeAnswer(failure);
        }
        return new NoAnswer(
                Trouble.CONNECT_FAILED,
                "%s refused the connection; is it up, and is ingest.source.url right? (%s)"
                        .formatted(asked, rootOf(failure).getMessage()),
                failure);
    }

    private NoAnswer notAccepted(Throwable failure) {
        return new NoAnswer(
                Trouble.CONNECT_FAILED,
                "%s did not accept a connection in time; is it up, and may we reach it? See ingest.source.connect-timeout"
                        .formatted(asked),
                failure);
    }

    private NoAnswer noWholeAnswer(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return new NoAnswer(
                    Trouble.TIMEOUT,
                    "%s fell silent; see ingest.source.read-timeout and ingest.source-timeout".formatted(asked),
                    failure);
        }
        if (failure instanceof IOException || failure instanceof HttpClosedException) {
            return new NoAnswer(
                    Trouble.RESET,
                    "%s hung up before its answer was whole: %s".formatted(asked, failure.getMessage()),
                    failure);
        }
        return new NoAnswer(
                Trouble.PROTOCOL,
                "what %s sent is no HTTP that can be read: %s"
                        .formatted(asked, rootOf(failure).getMessage()),
                failure);
    }

    private String late() {
        return "%s gave no whole answer in time; see ingest.source-timeout".formatted(asked);
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
