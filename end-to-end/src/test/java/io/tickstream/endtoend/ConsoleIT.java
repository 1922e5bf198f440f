package io.tickstream.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Topic;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import io.tickstream.localstack.server.Port;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody sees and does on the console's page, in a real browser, with the real servers behind it. */
@WithLocalStack
class ConsoleIT {
    private static final double PATIENCE_MS = Duration.ofMinutes(2).toMillis();
    private static final LocatorAssertions.IsVisibleOptions IN_TIME =
            new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE_MS);

    /** A quarter of an hour by ten seconds. */
    private static final int SLOTS_SHOWN = 90;

    private static Chromium chromium;

    private ConsolePage console;

    @BeforeAll
    static void start_a_browser() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop_the_browser() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void look_at_the_console(RunningStack stack) {
        console = ConsolePage.wide(chromium.browser(), stack.address(Port.CONSOLE), ColorScheme.LIGHT);
    }

    @AfterEach
    void look_away() {
        console.close();
    }

    @Test
    void the_overview_shows_all_hops_and_what_they_do(RunningStack stack) throws IOException, InterruptedException {
        new Landed(stack).awaitCompanies(Landed.id(stack.tick()), 10);

        console.open("overview");

        Locator hops = console.page().locator(".hop");
        assertThat(hops).hasCount(5);
        assertThat(hops.nth(4).locator("time")).isVisible(IN_TIME);
        assertThat(console.page().locator(".connection")).containsText("Live");
        assertThat(console.page().locator(".tile", text("Last tick"))).containsText("10 of 10 companies");
        console.assertNoFault();
    }

    /** A second and 1 MB is what the page keeps to on its own; this machine has other work to do. */
    @Test
    void the_page_is_light_and_soon_there() {
        console.open("overview");
        assertThat(console.page().locator(".hop").first()).isVisible(IN_TIME);
        console.open("data");
        assertThat(console.page().locator(".panel canvas").first()).isVisible(IN_TIME);

        assertThat(console.firstPaint()).isLessThan(Duration.ofSeconds(5));
        assertThat(console.bytesLoaded()).isBetween(50_000L, 1_000_000L);
    }

    @Test
    void companies_appear_while_one_looks_and_one_opens_in_full(RunningStack stack)
            throws IOException, InterruptedException {
        console.open("data?range=1h");
        assertThat(console.heading("Newest companies")).isVisible();

        UUID tick = Landed.id(stack.tick());
        String id =
                new Landed(stack).awaitCompanies(tick, 10).get(0).getUuid("id").toString();

        Locator company = console.page().locator("a[href*='%s']".formatted(id));
        assertThat(company).isVisible(IN_TIME);
        assertThat(console.page().locator(".panel canvas")).hasCount(8, inTime());
        company.click();
        assertThat(console.dialog()).containsText("Addresses");
        assertThat(console.dialog()).containsText(id);
        console.assertNoFault();
        console.page().keyboard().press("Escape");
        assertThat(console.dialog()).hasCount(0);
    }

    @Test
    void a_tick_is_found_in_the_strip_by_keys_alone_and_its_url_leads_back(RunningStack stack)
            throws IOException, InterruptedException {
        JsonNode tick = stack.tick();
        new Landed(stack).awaitCompanies(Landed.id(tick), 10);
        console.open("ticks?range=15m");
        Locator cell =
                console.page().locator(".cell.state-delivered[data-slot]").last();
        assertThat(cell).isVisible(IN_TIME);

        cell.focus();
        console.page().keyboard().press("Home");
        String slot = tick.path("slot").asText();
        Locator focused = console.page().locator(".cell:focus");
        for (int step = 0; step < SLOTS_SHOWN && !slot.equals(focused.getAttribute("data-slot")); step++) {
            console.page().keyboard().press("ArrowRight");
        }
        console.page().keyboard().press("Enter");

        assertThat(console.dialog()).containsText(tick.path("id").asText());
        assertThat(console.dialog()).containsText("adds up");
        assertThat(console.dialog()).containsText("partition");
        console.assertNoFault();
        console.page().reload();
        assertThat(console.dialog()).containsText(tick.path("id").asText());
    }

    @Test
    void the_schedule_is_paused_with_a_reason_and_resumed(RunningStack stack) throws IOException, InterruptedException {
        console.open("schedule");

        console.button("Pause the schedule").click();
        console.dialog().getByLabel("Reason").fill("the source is being moved");
        console.dialog()
                .getByText("Pause", new Locator.GetByTextOptions().setExact(true))
                .click();

        assertThat(console.page().locator(".gate")).containsText("paused");
        assertThat(console.page().locator(".gate")).containsText("the source is being moved");
        assertThat(stack.tick().path("outcome").asText()).isEqualTo("paused");
        console.button("Resume the schedule").click();
        console.dialog().getByLabel("Reason").fill("it is there");
        console.dialog()
                .getByText("Resume", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(console.page().locator(".gate")).containsText("running");

        console.button("Tick now").click();

        assertThat(console.page().locator(".gate")).containsText("10 published", containsInTime());
        console.assertNoFault();
    }

    @Test
    void a_server_that_is_away_is_named_and_the_rest_keeps_working(RunningStack stack)
            throws IOException, InterruptedException {
        stack.down("registry");
        try {
            console.open("schemas");
            assertThat(console.page().locator(".problems")).containsText("registry", containsInTime());
            console.link("Data").click();
            assertThat(console.heading("Newest companies")).isVisible();
            console.link("Servers").click();
            assertThat(console.page().locator("tr", text("Schema registry"))).containsText("down", containsInTime());
            console.assertNoFault();
        } finally {
            stack.up("registry");
        }
        console.link("Schemas").click();
        assertThat(console.link("companies_created-value")).isVisible(IN_TIME);
    }

    @Test
    void a_console_that_goes_away_is_seen_and_one_that_comes_back_too(RunningStack stack)
            throws IOException, InterruptedException {
        console.open("overview");
        assertThat(console.page().locator(".connection")).containsText("Live", containsInTime());

        stack.crash("console");

        assertThat(console.page().locator(".connection")).containsText("Connection lost", containsInTime());
        stack.up("console");
        assertThat(console.page().locator(".connection")).containsText("Live", containsInTime());
    }

    @Test
    void a_dead_letter_is_looked_at_and_put_back(RunningStack stack)
            throws IOException, InterruptedException, ExecutionException {
        RecordMetadata sent = Companies.send(
                        stack, UUID.randomUUID(), List.of("<script>no frame</script>".getBytes(UTF_8)))
                .get(0);
        UUID letter = Identity.rejectionAtLanding(sent.topic(), sent.partition(), sent.offset());
        new Landed(stack).awaitRejected(letter);
        console.open("dead-letters?days=1&reason=not_framed");
        Locator row = console.page()
                .locator(
                        "tr",
                        new Page.LocatorOptions().setHas(console.page().locator("a[href*='%s']".formatted(letter))));

        row.getByRole(AriaRole.LINK).first().click();
        assertThat(console.dialog()).containsText("<script>no frame</script>");
        console.assertNoFault();
        console.page().keyboard().press("Escape");
        row.locator("input[type=checkbox]").check();
        console.button("Put back 1 chosen").click();
        console.dialog()
                .getByText("Put back", new Locator.GetByTextOptions().setExact(true))
                .click();

        assertThat(console.page().locator(".results")).containsText("1 of 1 put back", containsInTime());
        assertThat(row).hasCount(0, inTime());
    }

    @Test
    void a_topic_shows_its_messages_decoded_and_a_schema_its_versions(RunningStack stack)
            throws IOException, InterruptedException {
        JsonNode tick = stack.tick();
        console.open("kafka?topic=ticks");
        Locator message = console.page().locator("tr", text(tick.path("id").asText()));
        assertThat(message).isVisible(IN_TIME);

        message.locator("summary").first().click();

        assertThat(message).containsText("\"outcome\": \"delivered\"");
        console.assertNoFault();
        message.getByRole(AriaRole.LINK).first().click();
        assertThat(console.heading("ticks-value, version 1")).isVisible(IN_TIME);
        assertThat(console.page().locator("pre")).containsText("TickReceipt");
        console.assertNoFault();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>document.title = 'taken'</script><img src=x onerror=alert(1)>",
                "\u202Eמגדל\u202C שלום <b>bold</b>",
                "LONG"
            })
    void a_hostile_record_is_text_and_nothing_else(String told, RunningStack stack)
            throws IOException, InterruptedException, ExecutionException {
        String name = told.equals("LONG") ? "long ".repeat(2000) : told;
        UUID tick = UUID.randomUUID();
        UUID id = Identity.company(tick, 0);
        GenericRecord company = Companies.company(Topic.COMPANIES_CREATED.schema(), tick, id, name)
                .set("timestamp_column", Instant.now().toEpochMilli() / 10_000 * 10_000)
                .set("website", "javascript:alert(1)")
                .set("addresses", "[{\"street\": \"</script><script>alert(2)</script>\"}]")
                .build();
        int schema = Companies.register(stack, Topic.COMPANIES_CREATED.schema());
        Companies.send(stack, tick, List.of(Companies.framed(schema, company)));
        new Landed(stack).awaitCompanies(tick, 1);

        console.open("data?range=1h");
        Locator row = console.page().locator("a[href*='%s']".formatted(id));
        assertThat(row).isVisible(IN_TIME);
        row.click();

        assertThat(console.dialog()).containsText(name.substring(0, 20));
        assertThat(console.dialog()).containsText("javascript:alert(1)");
        assertThat(console.page().locator("a[href^='javascript']")).hasCount(0);
        assertThat(console.page().locator("bdi script, bdi img, bdi b")).hasCount(0);
        assertThat(console.page()).hasTitle("Data · Tickstream");
        assertThat(console.isWiderThanTheScreen()).isFalse();
        console.assertNoFault();
    }

    @ParameterizedTest
    @CsvSource({
        "overview, .hop",
        "data, .panel canvas",
        "ticks, .strip",
        "schedule, .gate",
        "kafka, tbody tr",
        "schemas, pre",
        "dead-letters, main",
        "servers, tbody tr"
    })
    void every_view_is_readable_in_light_in_dark_and_on_a_phone(String view, String content, RunningStack stack)
            throws IOException, InterruptedException {
        stack.tick();
        String address = stack.address(Port.CONSOLE);
        try (ConsolePage light = ConsolePage.wide(chromium.browser(), address, ColorScheme.LIGHT);
                ConsolePage dark = ConsolePage.wide(chromium.browser(), address, ColorScheme.DARK);
                ConsolePage phone = ConsolePage.narrow(chromium.browser(), address)) {
            for (ConsolePage each : List.of(light, dark, phone)) {
                each.open(view);
                assertThat(each.page().locator(content).first()).isVisible(IN_TIME);
                each.screenshot(view + (each == light ? "-light" : each == dark ? "-dark" : "-phone"));
                assertThat(each.isWiderThanTheScreen()).as("scrolls sideways").isFalse();
                each.assertNoFault();
            }
        }
    }

    private static Page.LocatorOptions text(String text) {
        return new Page.LocatorOptions().setHasText(text);
    }

    private static LocatorAssertions.HasCountOptions inTime() {
        return new LocatorAssertions.HasCountOptions().setTimeout(PATIENCE_MS);
    }

    private static LocatorAssertions.ContainsTextOptions containsInTime() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MS);
    }
}
