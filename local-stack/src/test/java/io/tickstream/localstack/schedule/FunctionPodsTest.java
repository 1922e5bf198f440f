package io.tickstream.localstack.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.tickstream.contract.Schedule;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Through the port-forward of an API server, which speaks its protocol, to a function that listens. */
class FunctionPodsTest {
    private static final String PODS = "/api/v1/namespaces/tickstream/pods";

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, String> resources = new ConcurrentHashMap<>();
    private final List<String> forwarded = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final HttpServer function;
    private KubernetesClient client;
    private FunctionPods pods;

    FunctionPodsTest() throws IOException {
        function = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        function.createContext("/schedule", exchange -> {
            requests.add("%s %s %s"
                    .formatted(
                            exchange.getRequestMethod(),
                            exchange.getRequestHeaders().getFirst("Authorization"),
                            new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            byte[] body = "{\"state\":\"running\",\"changed_at\":null}".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        function.start();
        int port = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setWebSocketSubProtocols(List.of("v4.channel.k8s.io", "portforward.k8s.io")))
                .requestHandler(this::answer)
                .webSocketHandler(this::forward)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + port)
                .withHttp2Disable(true)
                .build();
        client = new KubernetesClientBuilder().withConfig(config).build();
        pods = new FunctionPods(client, "tickstream");
    }

    @AfterEach
    void stop() {
        client.close();
        function.stop(0);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void the_gate_of_a_ready_pod_is_turned_with_the_token_of_the_secret() {
        resources.put(
                PODS,
                podList(
                        pod("of-a-job", "Job", true),
                        pod("starting", "ReplicaSet", false),
                        pod("good", "ReplicaSet", true)));
        resources.put(
                "/api/v1/namespaces/tickstream/secrets/ingest-function",
                "{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"ingest-function\"},\"data\":{\"access-token\":\"c2VjcmV0\"}}");

        boolean turned = pods.ask(gate -> {
                    gate.change(new Schedule(Schedule.PAUSED, "ann", Instant.EPOCH, null));
                    return gate.read().isEmpty();
                })
                .orElseThrow();

        assertThat(turned).isTrue();
        assertThat(requests)
                .containsExactly(
                        "PUT Bearer secret {\"state\":\"paused\",\"changed_by\":\"ann\"}", "GET Bearer secret ");
        assertThat(forwarded).isNotEmpty().containsOnly(PODS + "/good/portforward?ports=8080");
    }

    @Test
    void where_no_pod_is_ready_nobody_is_asked() {
        resources.put(PODS, podList(pod("of-a-job", "Job", true), pod("starting", "ReplicaSet", false)));

        assertThat(pods.answers()).isFalse();
        assertThat(pods.ask(ScheduleGate::read)).isEmpty();
        assertThat(forwarded).isEmpty();
    }

    @Test
    void a_deployment_of_that_name_ticks_by_itself() {
        assertThat(pods.ticksByItself()).isFalse();

        resources.put(
                "/apis/apps/v1/namespaces/tickstream/deployments/ingest-function",
                "{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1\",\"metadata\":{\"name\":\"ingest-function\"}}");
        assertThat(pods.ticksByItself()).isTrue();
    }

    private void answer(HttpServerRequest request) {
        String resource = resources.get(request.path());
        request.response()
                .setStatusCode(resource == null ? 404 : 200)
                .putHeader("Content-Type", "application/json")
                .end(resource == null ? "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":404}" : resource);
    }

    /** Channel 0 carries data, channel 1 errors; each begins with the port, little end first. */
    private void forward(ServerWebSocket socket) {
        forwarded.add(socket.uri());
        socket.pause();
        vertx.createNetClient()
                .connect(function.getAddress().getPort(), "127.0.0.1")
                .onSuccess(pod -> {
                    for (int channel : List.of(0, 1)) {
                        socket.writeBinaryMessage(
                                Buffer.buffer().appendByte((byte) channel).appendShortLE((short) 8080));
                    }
                    socket.binaryMessageHandler(message -> pod.write(message.getBuffer(1, message.length())));
                    socket.closeHandler(closed -> pod.close());
                    pod.handler(data -> socket.writeBinaryMessage(
                            Buffer.buffer().appendByte((byte) 0).appendBuffer(data)));
                    socket.resume();
                });
    }

    private static String podList(String... pods) {
        return "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[%s]}".formatted(String.join(",", pods));
    }

    private static String pod(String name, String owner, boolean ready) {
        return ("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"tickstream\","
                        + "\"labels\":{\"app.kubernetes.io/name\":\"ingest-function\"},"
                        + "\"ownerReferences\":[{\"kind\":\"%s\",\"apiVersion\":\"v1\",\"name\":\"x\",\"uid\":\"y\"}]},"
                        + "\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"%s\"}]}}")
                .formatted(name, owner, ready ? "True" : "False");
    }
}
