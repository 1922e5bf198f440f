package io.tickstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.deque.html.axecore.results.CheckedNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** The console in a browser, as one viewer sees it. What a page must never do is kept for {@link #assertNoFault()}. */
final class ConsolePage implements AutoCloseable {
    /** WCAG 2.1 A and AA; what is less than serious is a matter of taste. */
    private static final List<String> RULES = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa");

    private static final Set<String> SERIOUS = Set.of("serious", "critical");

    private final String address;
    private final BrowserContext context;
    private final Page page;
    private final List<String> faults = Collections.synchronizedList(new ArrayList<>());

    private ConsolePage(Browser browser, String address, Browser.NewContextOptions options) {
        this.address = address;
        context = browser.newContext(options.setLocale("en-GB").setTimezoneId("Europe/Berlin"));
        page = context.newPage();
        page.setDefaultTimeout(30_000);
        page.onPageError(error -> faults.add("uncaught: " + error));
        page.onDialog(dialog -> {
            faults.add("a record opened a dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.onConsoleMessage(message -> {
            // the browser itself reports every answer other than 2xx; the page shows those to the viewer
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                faults.add("console: " + message.text());
            }
        });
        page.onRequest(request -> {
            URI uri = URI.create(request.url());
            if (uri.getScheme().startsWith("http") && !uri.getAuthority().equals(address)) {
                faults.add("asked another host: " + request.url());
            }
        });
    }

    /** On a wide screen. */
    static ConsolePage wide(Browser browser, String address, ColorScheme colours) {
        return new ConsolePage(
                browser,
                address,
                new Browser.NewContextOptions().setColorScheme(colours).setViewportSize(1360, 900));
    }

    /** On a phone. */
    static ConsolePage narrow(Browser browser, String address) {
        return new ConsolePage(
                browser,
                address,
                new Browser.NewContextOptions()
                        .setViewportSize(390, 844)
                        .setDeviceScaleFactor(2)
                        .setIsMobile(true)
                        .setHasTouch(true));
    }

    /** @param fragment the view and its parameters, such as {@code ticks?range=15m} */
    ConsolePage open(String fragment) {
        page.navigate("http://" + address + "/#/" + fragment);
        return this;
    }

    Page page() {
        return page;
    }

    Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    Locator link(String name) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name));
    }

    Locator heading(String name) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name));
    }

    Locator dialog() {
        return page.getByRole(AriaRole.DIALOG);
    }

    /** All of the page, kept for people in target/screenshots. */
    void screenshot(String name) {
        page.screenshot(options(name).setFullPage(true));
    }

    /** As much of it as the window shows. */
    void screenshotOfTheWindow(String name) {
        page.screenshot(options(name).setAnimations(ScreenshotAnimations.DISABLED));
    }

    private static Page.ScreenshotOptions options(String name) {
        return new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", name + ".png"));
    }

    /** Whether somebody has to scroll sideways to read the page. */
    boolean isWiderThanTheScreen() {
        return (Boolean) page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
    }

    /** From the request for the page until something was to be seen. */
    Duration firstPaint() {
        return Duration.ofMillis(number("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
    }

    /** Page, scripts and styles as they came over the wire, compressed; answers of the API left out. */
    long bytesLoaded() {
        return number(
                """
                [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
                    .filter(({name}) => !name.includes('/api/'))
                    .reduce((sum, {transferSize}) => sum + transferSize, 0)
                """);
    }

    private long number(String expression) {
        return ((Number) page.evaluate(expression)).longValue();
    }

    /** No error on the console, no request to another host, no dialog made by a record, nobody locked out. */
    void assertNoFault() {
        AxeResults seen =
                new AxeBuilder(page).withTags(RULES).setLegacyMode(true).analyze();
        assertThat(seen.getViolations())
                .as("what keeps people out of %s", page.url())
                .filteredOn(rule -> SERIOUS.contains(rule.getImpact()))
                .extracting(rule -> rule.getId()
                        + rule.getNodes().stream()
                                .map(CheckedNode::getHtml)
                                .limit(3)
                                .toList())
                .isEmpty();
        assertThat(faults).as("what went wrong on %s", page.url()).isEmpty();
    }

    @Override
    public void close() {
        context.close();
    }
}
