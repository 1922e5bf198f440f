package io.tickstream.localstack.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The schedule by way of a function that listens; Cassandra is not asked, and none runs. */
class ScheduleCommandTest {
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final HttpServer function;
    private volatile int status = 200;
    private volatile String answer =
            "{\"state\":\"paused\",\"changed_by\":\"ann\",\"changed_at\":\"2026-03-01T12:00:00Z\",\"reason\":\"moved\"}";

    ScheduleCommandTest() throws IOException {
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
            byte[] body = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        function.start();
    }

    @AfterEach
    void stop() {
        function.stop(0);
    }

    @Test
    void a_pause_goes_to_the_function_with_the_token_of_the_file(@TempDir Path folder) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "the-token-of-the-function\n");
        String user = System.getProperty("user.name");

        assertThat(run("pause", "--reason", "moved", "--token-file", token.toString()))
                .isZero();
        assertThat(requests)
                .containsExactly(
                        "PUT Bearer the-token-of-the-function {\"state\":\"paused\",\"changed_by\":\"%s\",\"reason\":\"moved\"}"
                                .formatted(user));
        assertThat(out.toString()).contains("The schedule is paused from the next tick on.");
    }

    @Test
    void a_blank_reason_is_none() {
        assertThat(run("resume", "--reason", " ")).isZero();

        assertThat(requests)
                .containsExactly("PUT null {\"state\":\"running\",\"changed_by\":\"%s\"}"
                        .formatted(System.getProperty("user.name")));
    }

    @Test
    void the_status_is_the_function_s() {
        assertThat(run("status")).isZero();

        assertThat(out.toString()).contains("paused", "ann", "2026-03-01T12:00:00Z", "moved");
    }

    @Test
    void a_refusal_is_told_and_fails() {
        status = 401;
        answer = "{\"detail\":\"This needs the function's access token\"}";

        assertThat(run("pause")).isEqualTo(1);
        assertThat(err.toString()).contains("401", "This needs the function's access token");
    }

    @Test
    void a_function_that_is_away_is_exit_code_3() {
        function.stop(0);

        assertThat(run("pause")).isEqualTo(3);
        assertThat(err.toString()).contains("does not answer at http://127.0.0.1", "--function");
    }

    private int run(String command, String... options) {
        CommandLine commandLine = Tickstream.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        String[] arguments = new String[options.length + 4];
        arguments[0] = "schedule";
        arguments[1] = command;
        arguments[2] = "--function";
        arguments[3] = "http://127.0.0.1:" + function.getAddress().getPort();
        System.arraycopy(options, 0, arguments, 4, options.length);
        return commandLine.execute(arguments);
    }
}
