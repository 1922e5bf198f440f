package io.tickstream.ingest.source;

import io.quarkus.runtime.Startup;
import io.tickstream.ingest.Deadline;
import io.tickstream.ingest.Host;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.source.Exchange.Response;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The HTTP side of the source. The server is not trusted: its answer is bounded in time and in bytes, and it is
 * connected to at an address that the fence has seen; see docs/decisions/0010-the-source-is-fenced.md.
 */
@ApplicationScoped
@Startup // Vert.x closes a client that is made while a request is served together with the HTTP server, in mid-tick
class CompanyApi {
    private static final Logger LOG = Logger.getLogger(CompanyApi.class);
    private static final int MAX_REDIRECTS = 3;
    private static final int MAX_HEADER_BYTES = 32 * 1024;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final Fence fence;
    private final HttpClient client;
    private final Context eventLoop;
    private final Duration connectTimeout;
    private final Duration readTimeout;
    private final int maxBytes;
    private final String userAgent;

    CompanyApi(IngestConfig config, Fence fence, Vertx vertx) {
        Duration timeout = config.sourceTimeout();
        this.fence = fence;
        this.connectTimeout = config.source().connectTimeout().orElse(timeout.dividedBy(2));
        this.readTimeout =
                config.source().readTimeout().orElse(timeout.multipliedBy(3).dividedBy(4));
        this.maxBytes = config.source().maxBytes();
        this.userAgent = "tickstream-ingest/" + config.version();
        // without a name for metrics: those that Quarkus keeps clash with its REST client's, in the midst of an answer
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(connectTimeout.toMillis()))
                .setSslHandshakeTimeout(connectTimeout.toMillis())
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setDecompressionSupported(false); // Vert.x would decompress without a limit
        this.client = vertx.httpClientBuilder()
                .with(options)
                // each exchange hears of it, too, and says so; Vert.x by itself would log it as an error
                .withConnectHandler(connection ->
                        connection.exceptionHandler(failure -> LOG.debug("A connection to the source broke", failure)))
                .build();
        // one of its own: the caller's may be a worker's, which is busy waiting
        this.eventLoop = ((VertxInternal) vertx).createEventLoopContext();
    }

    /**
     * Asks once, and where the answer points to if that may be asked.
     *
     * @param turn counts the attempts of the tick from 0
     * @throws NoAnswer if no whole answer came by the deadline
     */
    Answer ask(URI url, int turn, Deadline deadline) throws NoAnswer {
        URI asked = url;
        for (int redirects = 0; ; redirects++) {
            Response response = exchange(asked, turn, deadline);
            String location = response.headers().get("Location");
            if (!REDIRECTS.contains(response.status()) || location == null) {
                return answer(response, Optional.empty());
            }
            Optional<URI> target = target(asked, location);
            Optional<String> refusal = redirects == MAX_REDIRECTS
                    ? Optional.of("no more than %d redirects are followed".formatted(MAX_REDIRECTS))
                    : refusal(asked, target);
            if (refusal.isPresent()) {
                String where = target.map(CompanyApi::hostOf).orElse("what is no URL");
                return answer(response, Optional.of("points to %s; %s".formatted(where, refusal.get())));
            }
            asked = target.orElseThrow();
        }
    }

    private Response exchange(URI url, int turn, Deadline deadline) throws NoAnswer {
        InetAddress address = fence.address(new Host(url.getHost()).name(), turn, deadline);
        boolean tls = "https".equalsIgnoreCase(url.getScheme());
        int standardPort = tls ? 443 : 80;
        int port = url.getPort() < 0 ? standardPort : url.getPort();
        RequestOptions options = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .setHost(url.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(target(url))
                .setConnectTimeout(connectTimeout.toMillis())
                .setIdleTimeout(readTimeout.toMillis())
                .putHeader("Accept", "application/json")
                .putHeader("Accept-Encoding", BodyReader.ACCEPTED)
                .putHeader("User-Agent", userAgent);
        Exchange exchange = new Exchange(hostOf(url), maxBytes);
        eventLoop.runOnContext(start -> exchange.start(client, options));
        return exchange.await(deadline);
    }

    private static Answer answer(Response response, Optional<String> refusedRedirect) {
        return new Answer(
                response.status(),
                Optional.ofNullable(response.headers().get("Content-Type")),
                refusedRedirect,
                Optional.ofNullable(response.headers().get("Retry-After"))
                        .flatMap(header -> RetryAfter.parse(header, Instant.now())),
                response.body().body());
    }

    private Optional<String> refusal(URI asked, Optional<URI> target) {
        return target.isEmpty() ? Optional.of("it cannot be followed") : fence.refusal(asked, target.get());
    }

    private static Optional<URI> target(URI asked, String location) {
        try {
            return Optional.of(asked.resolve(location.strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Path and query, as they stand in the first line of a request. */
    private static String target(URI url) {
        URI ascii = URI.create(url.toASCIIString());
        String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
    }

    /** Scheme, host and port: no path and no query, which may hold a key. */
    private static String hostOf(URI url) {
        return url.getPort() < 0
                ? "%s://%s".formatted(url.getScheme(), url.getHost())
                : "%s://%s:%d".formatted(url.getScheme(), url.getHost(), url.getPort());
    }

    @PreDestroy
    void close() {
        client.close();
    }
}
