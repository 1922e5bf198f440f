package io.tickstream.localstack.companyapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Tells a running stand-in how to behave, and reads what it has served. */
public final class CompanyApiClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final URI url;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /**
     * @param url without a path, such as http://127.0.0.1:8088
     */
    public CompanyApiClient(URI url) {
        this.url = url;
    }

    /** Until told otherwise. */
    public void behave(Behaviour behaviour) throws IOException, InterruptedException {
        follow(new Instruction(behaviour, OptionalInt.empty()));
    }

    /** For the next requests. */
    public void behave(Behaviour behaviour, int times) throws IOException, InterruptedException {
        follow(new Instruction(behaviour, OptionalInt.of(times)));
    }

    /** As usual again. */
    public void behaveAsUsual() throws IOException, InterruptedException {
        call("DELETE", "/behaviour", BodyPublishers.noBody());
    }

    /** The behaviour, and for how many requests it is left; empty if the stand-in behaves as usual. */
    public Optional<Instruction> instruction() throws IOException, InterruptedException {
        byte[] json = call("GET", "/behaviour", BodyPublishers.noBody());
        if (Arrays.equals(json, StandIn.NO_BEHAVIOUR)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instructions.read(json));
        } catch (BadQuestion e) {
            throw new IOException(
                    "%s does not answer as a stand-in of this version: %s".formatted(url, e.getMessage()), e);
        }
    }

    /** The last thousand requests at most, the oldest first; those to this client's own addresses do not count. */
    public List<ServedRequest> requests() throws IOException, InterruptedException {
        return RequestLog.read(call("GET", "/requests", BodyPublishers.noBody()));
    }

    /** Begins the list of requests anew. */
    public void forgetRequests() throws IOException, InterruptedException {
        call("DELETE", "/requests", BodyPublishers.noBody());
    }

    private void follow(Instruction instruction) throws IOException, InterruptedException {
        call("PUT", "/behaviour", BodyPublishers.ofByteArray(Instructions.write(instruction)));
    }

    private byte[] call(String method, String path, BodyPublisher body) throws IOException, InterruptedException {
        URI resource = url.resolve(path);
        HttpResponse<byte[]> response = http.send(
                HttpRequest.newBuilder(resource)
                        .timeout(TIMEOUT)
                        .method(method, body)
                        .build(),
                BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 != 2) {
            throw new IOException("%s %s answered %d: %s"
                    .formatted(method, resource, response.statusCode(), new String(response.body(), UTF_8)));
        }
        return response.body();
    }
}
