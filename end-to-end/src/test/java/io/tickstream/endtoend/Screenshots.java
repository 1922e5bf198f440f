package io.tickstream.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Takes the documentation's pictures of a console that runs; started by docs/screenshots.sh only. */
@EnabledIfSystemProperty(named = "tickstream.console", matches = ".+")
class Screenshots {
    private static final int PATIENCE_MILLIS = 30_000;

    @ParameterizedTest
    @CsvSource({
        "overview, overview, .hop time, 460",
        "data, data?range=1h, .panel canvas, 900",
        "ticks, ticks?range=1h, .cell.state-delivered, 560"
    })
    void take(String name, String view, String content, int height) {
        try (Chromium chromium = Chromium.start();
                ConsolePage console = ConsolePage.wide(
                        chromium.browser(), System.getProperty("tickstream.console"), ColorScheme.LIGHT)) {
            console.page().setViewportSize(1280, height);
            console.open(view);
            var patiently = new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE_MILLIS);
            assertThat(console.page().locator(content).last()).isVisible(patiently);
            assertThat(console.page().locator(".connection.open")).isVisible(patiently);
            console.screenshotOfTheWindow("docs-" + name);
        }
    }
}
