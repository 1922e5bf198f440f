package io.tickstream.endtoend.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a run has found.
 *
 * @param seed reproduces which faults were mixed
 * @param begun when the run began, UTC
 * @param minutes how long it took
 * @param processors of the machine
 * @param results one a fault, and the mixture's
 * @param skipped faults that cannot strike on this machine, and why
 */
record Report(long seed, String begun, double minutes, int processors, List<Result> results, List<String> skipped) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String BEGIN = "<!-- begin: written by end-to-end/faults.sh --report -->";
    private static final String END = "<!-- end -->";

    long failed() {
        return results.stream().filter(result -> !result.passed()).count();
    }

    void writeJson(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        JSON.writeValue(file.toFile(), this);
    }

    /** Puts the table between the markers of a Markdown file, and leaves the rest alone. */
    void writeMarkdown(Path file) throws IOException {
        String text = Files.readString(file, UTF_8);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END, begin);
        if (begin < 0 || end < 0) {
            throw new IOException("%s lacks the lines '%s' and '%s', between which the table goes; put them there."
                    .formatted(file, BEGIN, END));
        }
        Files.writeString(
                file, text.substring(0, begin + BEGIN.length()) + "\n" + markdown() + text.substring(end), UTF_8);
    }

    private String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("Run of %s: %d of %d passed, seed %d, %.0f minutes on %d processors.%n%n"
                .formatted(
                        begun.substring(0, 10), results.size() - failed(), results.size(), seed, minutes, processors));
        text.append("| fault | promise | result | struck | recovery | aim |\n|---|---|---|---|---|---|\n");
        for (Result result : results) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %.1f s | %s | %d s |%n",
                    result.fault(),
                    result.promise(),
                    result.passed() ? result.expected() : "**failed**",
                    result.struckSeconds(),
                    result.recoverySeconds() == null
                            ? "none"
                            : String.format(Locale.ROOT, "%.1f s", result.recoverySeconds()),
                    result.aimSeconds()));
        }
        if (!skipped.isEmpty()) {
            text.append("\nNot struck on this machine:\n\n");
            skipped.forEach(each -> text.append("- ").append(each).append('\n'));
        }
        return text.toString();
    }
}
