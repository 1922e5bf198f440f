package io.tickstream.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged function as a process, asked for ticks over HTTP. */
final class FunctionRunner implements Runner {
    private static final Duration TO_START = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();
    private final ReadySource source;
    private final Process process;
    private final URI url;

    FunctionRunner(List<String> command, Map<String, String> settings, int port, ReadySource source, Path log)
            throws IOException, InterruptedException {
        this.source = source;
        this.url = URI.create("http://127.0.0.1:" + port);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(settings);
        this.process = builder.start();
        awaitStart(log);
    }

    private void awaitStart(Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TO_START.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException("The function did not start: " + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(url.resolve("/q/health/ready")).build();
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // it does not listen yet
        }
    }

    @Override
    public String label() {
        return "function";
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public List<Double> run(int ticks, Sample sample) throws IOException, InterruptedException {
        source.answersWith(Files.readAllBytes(sample.file()));
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/ticks"))
                .POST(BodyPublishers.noBody())
                .build();
        List<Double> millis = new ArrayList<>();
        for (int tick = 0; tick < ticks; tick++) {
            long started = System.nanoTime();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            if (answer.statusCode() != 200 || !answer.body().contains("\"published\":" + sample.companies())) {
                throw new IOException("A tick failed: " + answer.body());
            }
            millis.add(took.minus(source.spent()).toNanos() / 1e6);
        }
        return millis;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
    }
}
