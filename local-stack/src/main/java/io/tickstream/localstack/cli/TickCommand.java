package io.tickstream.localstack.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.localstack.server.LocalStack;
import io.tickstream.localstack.server.Port;
import io.tickstream.localstack.server.StackException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "tick",
        mixinStandardHelpOptions = true,
        description = "Make one tick by hand, and show its receipt. Exits 1 if it failed.")
final class TickCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--json", description = "Print the receipt as JSON.")
    boolean json;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        LocalStack stack = Place.running("function");
        URI url = stack.site().settings().url(Port.FUNCTION, "/ticks");
        HttpResponse<String> response;
        try {
            response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(
                            HttpRequest.newBuilder(url)
                                    .timeout(TIMEOUT)
                                    .POST(HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new StackException(
                    "The function does not answer at %s: %s. See why: ./tickstream logs function"
                            .formatted(url, e.getMessage()),
                    e);
        }
        boolean done = response.statusCode() / 100 == 2;
        if (!done && response.statusCode() != 503 && response.statusCode() != 429) {
            throw new StackException("The function answered %d: %s. See why: ./tickstream logs function"
                    .formatted(response.statusCode(), response.body()));
        }
        JsonNode receipt = JSON.readTree(response.body());
        if (json) {
            out.println(Json.of(receipt));
        } else {
            receipt.properties().stream()
                    .filter(field -> !field.getValue().isNull())
                    .forEach(field -> out.printf(
                            "%-16s %s%n", field.getKey(), field.getValue().asText()));
        }
        return done ? ExitCode.DONE : ExitCode.FAILED;
    }
}
