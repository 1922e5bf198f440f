package io.tickstream.localstack.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.fuzz.Draw;
import io.tickstream.fuzz.Fuzz;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the stack is started: settings within their ranges are taken and kept, others refused with value and range. */
class SettingsFuzzTest {
    @TempDir
    Path folder;

    private StateFolder state;
    private final Map<String, Integer> outcomes = new TreeMap<>();

    @BeforeEach
    void create_the_folder() throws IOException {
        state = new StateFolder(folder.resolve("state"));
        state.create();
    }

    @Test
    void settings_are_taken_and_kept_or_refused_with_what_they_may_be() throws InterruptedException {
        Fuzz fuzz = Fuzz.of("settings");

        fuzz.run(draw -> {
            if (draw.once(2)) {
                set(draw);
            } else {
                load(draw);
            }
        });

        if (fuzz.hasMany()) {
            assertThat(outcomes).containsOnlyKeys("taken", "refused", "loaded", "damaged");
        }
    }

    private void set(Draw draw) throws IOException {
        int quantity = draw.once(3) ? (int) draw.edge() : draw.between(1, 1000);
        int period = draw.once(3) ? (int) draw.edge() : draw.of(1, 2, 5, 10, 60);
        Map<Port, Integer> ports = new EnumMap<>(Port.class);
        for (int i = draw.below(3); i > 0; i--) {
            ports.put(draw.of(Port.values()), draw.once(4) ? (int) draw.edge() : draw.between(1, 65_535));
        }
        URI source = draw.of(
                null,
                null,
                URI.create("https://a.example/x"),
                URI.create("ftp://a.example"),
                URI.create("http://u:p@a.example"));
        draw.shows("quantity %d, period %d, source %s, ports %s".formatted(quantity, period, source, ports));
        boolean sound = quantity >= 1
                && quantity <= 1000
                && period >= 1
                && 60 % period == 0
                && (source == null || source.toString().startsWith("https"))
                && ports.values().stream().allMatch(port -> port >= 1 && port <= 65_535);
        try {
            StackSettings settings = new StackSettings(source, quantity, period, true, ports);
            assertThat(sound).as("whether they may be taken").isTrue();
            settings.save(state);
            assertThat(StackSettings.load(state)).contains(settings);
            outcomes.merge("taken", 1, Integer::sum);
        } catch (StackException e) {
            assertThat(sound).as(e.getMessage()).isFalse();
            assertThat(e.getMessage())
                    .matches("(?s)(The|Port) .*(1 to|divisor of 60|http|without).*")
                    .doesNotContain("u:p");
            outcomes.merge("refused", 1, Integer::sum);
        }
    }

    /** What a crash or an editor may leave of the file that keeps them. */
    private void load(Draw draw) throws IOException {
        new StackSettings(null, 10, 10, true, Map.of(Port.KAFKA, 19_092)).save(state);
        byte[] damaged = draw.once(4) ? draw.bytes(50) : draw.damaged(Files.readAllBytes(state.settingsFile()));
        Files.write(state.settingsFile(), damaged);
        draw.shows(new String(damaged, java.nio.charset.StandardCharsets.ISO_8859_1));
        try {
            StackSettings settings = StackSettings.load(state).orElseThrow();
            assertThat(settings.quantity()).isBetween(1, 1000);
            outcomes.merge("loaded", 1, Integer::sum);
        } catch (StackException e) {
            assertThat(e.getMessage())
                    .contains(state.settingsFile().toString(), "Remove it")
                    .doesNotContain("\n");
            outcomes.merge("damaged", 1, Integer::sum);
        }
    }
}
