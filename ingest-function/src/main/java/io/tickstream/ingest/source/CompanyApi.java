package io.tickstream.ingest.source;

import io.tickstream.ingest.IngestConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * The HTTP side of the source. The server is not trusted: its answer is bounded in time and in bytes, and a redirect
 * leads nowhere. That asks for a client that lets go of a body half way, hence the JDK's; see
 * docs/decisions/0005-the-function-owns-its-edges.md.
 */
@ApplicationScoped
class CompanyApi {
    private final HttpClient client;
    private final int maxBytes;
    private final String userAgent;

    CompanyApi(IngestConfig config) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.sourceTimeout().dividedBy(2))
                .build();
        this.maxBytes = config.source().maxBytes();
        this.userAgent = "tickstream-ingest/" + config.version();
    }

    /**
     * Asks once.
     *
     * @param budget for everything, from the first connection to the last byte
     * @throws NoAnswer if no whole answer came in time
     */
    Answer ask(URI url, Duration budget) throws NoAnswer {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Accept", "application/json")
                .header("User-Agent", userAgent)
                .build();
        CompletableFuture<HttpResponse<CappedBody.Body>> exchange =
                client.sendAsync(request, CappedBody.upTo(maxBytes));
        try {
            return answer(exchange.get(budget.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw new NoAnswer(
                    "%s gave no whole answer within %d ms; see ingest.source-timeout"
                            .formatted(hostOf(url), budget.toMillis()),
                    e);
        } catch (ExecutionException e) {
            throw new NoAnswer(why(url, e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new NoAnswer("the function was told to stop while it waited for " + hostOf(url), e);
        }
    }

    private static Answer answer(HttpResponse<CappedBody.Body> response) {
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("content-type"),
                response.headers().firstValue("location").flatMap(location -> target(response.uri(), location)),
                response.headers().firstValue("retry-after").flatMap(header -> RetryAfter.parse(header, Instant.now())),
                response.body().bytes(),
                response.body().size());
    }

    private static Optional<String> target(URI asked, String location) {
        try {
            return Optional.of(hostOf(asked.resolve(location)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String why(URI url, Throwable failure) {
        String host = hostOf(url);
        if (failure instanceof HttpConnectTimeoutException) {
            return "%s did not accept a connection in time; is it up, and may we reach it?".formatted(host);
        }
        if (failure instanceof ConnectException) {
            return failure.getCause() instanceof UnresolvedAddressException
                    ? "the host of %s is not known; check ingest.source.url and the name service".formatted(host)
                    : "%s refused the connection; is it up, and is ingest.source.url right?".formatted(host);
        }
        if (failure instanceof SSLException) {
            return "no trusted connection to %s: %s".formatted(host, failure.getMessage());
        }
        if (failure instanceof IOException) {
            return "%s hung up before its answer was whole: %s".formatted(host, failure.getMessage());
        }
        return "%s could not be asked: %s".formatted(host, failure);
    }

    /** Scheme, host and port: no path and no query, which may hold a key. */
    private static String hostOf(URI url) {
        return url.getPort() < 0
                ? "%s://%s".formatted(url.getScheme(), url.getHost())
                : "%s://%s:%d".formatted(url.getScheme(), url.getHost(), url.getPort());
    }
}
