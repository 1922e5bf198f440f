package io.tickstream.benchmarks.landing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickstream.benchmarks.landing.client.Runs;
import io.tickstream.benchmarks.landing.client.Runs.Word;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A contender's process: told to run over its standard input, heard over its standard output. */
final class ContenderProcess implements AutoCloseable {
    private static final long START_SECONDS = 120;
    private static final long END_SECONDS = 20;

    private final Contender contender;
    private final Process process;
    private final Writer input;
    private final Path log;

    /** What was said and not yet heard; empty for the end of the process's output. */
    private final BlockingQueue<Optional<Word>> words = new LinkedBlockingQueue<>();

    private ContenderProcess(Contender contender, Process process, Path log) {
        this.contender = contender;
        this.process = process;
        this.input = process.outputWriter(UTF_8);
        this.log = log;
        Thread listener = new Thread(this::listen, "listener of " + contender.code());
        listener.setDaemon(true);
        listener.start();
    }

    /** Starts it and waits until it is ready. */
    static ContenderProcess start(Contender contender, List<String> command, Map<String, String> environment, Path log)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().remove("JDK_JAVA_OPTIONS"); // meant for the servers
        builder.environment().putAll(environment);
        ContenderProcess started = new ContenderProcess(contender, builder.start(), log);
        if (started.hear(START_SECONDS) != Word.READY) {
            started.close();
            throw new IllegalStateException("%s does not get ready; see %s".formatted(contender.code(), log));
        }
        return started;
    }

    long pid() {
        return process.pid();
    }

    void land() throws IOException {
        input.write(Runs.LAND + "\n");
        input.flush();
    }

    /** Stops it in its tracks, so that it takes nothing from others. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on. */
    void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException("%s has ended; see %s".formatted(contender.code(), log));
        }
    }

    /** The next thing it says; null if it says nothing for so long. */
    Word hearWithin(long millis) throws InterruptedException {
        Optional<Word> word = words.poll(millis, TimeUnit.MILLISECONDS);
        if (word == null) {
            return null;
        }
        return word.orElseThrow(
                () -> new IllegalStateException("%s has ended within a run; see %s".formatted(contender.code(), log)));
    }

    private Word hear(long seconds) throws InterruptedException {
        return hearWithin(TimeUnit.SECONDS.toMillis(seconds));
    }

    private void listen() {
        try (BufferedReader output = process.inputReader(UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(Runs.MARK)) {
                    words.add(Optional.of(Word.valueOf(line.substring(Runs.MARK.length()))));
                }
            }
        } catch (IOException closed) {
            // the same as the end
        }
        words.add(Optional.empty());
    }

    @Override
    public void close() {
        try {
            thaw();
            input.close();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException | IllegalStateException gone) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
