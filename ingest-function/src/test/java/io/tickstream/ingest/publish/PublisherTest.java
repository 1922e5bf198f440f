package io.tickstream.ingest.publish;

import static io.tickstream.ingest.Samples.SLOT;
import static io.tickstream.ingest.Samples.TICK;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import io.tickstream.contract.avro.CompanyEvent;
import io.tickstream.ingest.Company;
import io.tickstream.ingest.Configs;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Rejection;
import io.tickstream.ingest.Samples;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublisherTest {
    private static final IngestConfig CONFIG = Configs.with("ingest.publish-timeout", "PT0.5S");
    private static final List<Company> COMPANIES = IntStream.range(0, 10)
            .mapToObj(index -> Samples.company(TICK, index))
            .toList();
    private static final List<Rejection> REJECTIONS = List.of(Samples.rejection(TICK, 10));

    private final FakeBroker broker = new FakeBroker();
    private final FakeRegistry registry = new FakeRegistry();
    private final Publisher publisher =
            new Publisher(new Events(new SchemaIds(registry, CONFIG)), new Dispatch(broker), CONFIG);

    @Test
    void publishes_companies_in_order_and_keyed_by_their_tick() {
        assertThat(publisher.publish(TICK, COMPANIES, REJECTIONS)).isEqualTo(new Publication(10, 1, Optional.empty()));

        assertThat(broker.acknowledged(Topic.COMPANIES_CREATED))
                .extracting(Parcel::key)
                .containsOnly(TICK.id().toString());
        assertThat(broker.values(Topic.COMPANIES_CREATED, CompanyEvent.class))
                .extracting(CompanyEvent::getId)
                .containsExactlyElementsOf(COMPANIES.stream()
                        .map(company -> company.profile().id())
                        .toList());
    }

    @Test
    void writes_every_field_of_a_company() {
        publisher.publish(TICK, COMPANIES, List.of());

        CompanyEvent event =
                broker.values(Topic.COMPANIES_CREATED, CompanyEvent.class).get(0);
        Company company = COMPANIES.get(0);
        assertThat(event.getTickId()).isEqualTo(TICK.id());
        assertThat(event.getTimestampColumn()).isEqualTo(SLOT);
        assertThat(event.getSourceId()).isEqualTo(1);
        assertThat(event.getName()).hasToString("Company 0");
        assertThat(event.getEmail()).hasToString("info@company.example");
        assertThat(event.getVat()).hasToString("0012");
        assertThat(event.getPhone()).hasToString("+4912");
        assertThat(event.getCountry()).hasToString("Chad");
        assertThat(event.getAddresses()).hasToString("[{\"city\":\"Abéché\"}]");
        assertThat(event.getWebsite()).hasToString("https://company.example");
        assertThat(event.getImage()).hasToString("https://company.example/logo.png");
        assertThat(event.getContact()).hasToString("{\"firstname\":\"Ann\"}");
        assertThat(event.getRevenue()).isEqualTo(company.figures().revenue());
        assertThat(event.getNumberOfEmployees()).isEqualTo(company.figures().employees());
        assertThat(event.getSector()).hasToString(company.figures().sector());
        assertThat(event.getFoundedDate()).isEqualTo(company.figures().founded());
        assertThat(event.getValuation()).isEqualTo(company.figures().valuation());
        assertThat(event.getInvestmentReceived()).isEqualTo(company.figures().investmentReceived());
    }

    @Test
    void writes_every_field_of_a_rejection() {
        publisher.publish(TICK, List.of(), REJECTIONS);

        var event = broker.values(Topic.COMPANIES_REJECTED, io.tickstream.contract.avro.Rejection.class)
                .get(0);
        assertThat(event.getId()).isEqualTo(REJECTIONS.get(0).id());
        assertThat(event.getAt()).isEqualTo(SLOT);
        assertThat(event.getStage()).hasToString("source");
        assertThat(event.getReason()).hasToString("wrong_type");
        assertThat(event.getCause()).hasToString("name is a number, not a text");
        assertThat(event.getTickId()).isEqualTo(TICK.id());
        assertThat(event.getSourceUrl()).hasToString("http://127.0.0.1/companies");
        assertThat(event.getKafkaTopic()).isNull();
        assertThat(StandardCharsets.UTF_8.decode(event.getPayload()).toString()).isEqualTo("{\"name\":7}");
        assertThat(event.getPayloadSize()).isEqualTo(10);
    }

    @Test
    void frames_values_with_the_registrys_ids() throws WireFormat.NotFramed {
        publisher.publish(TICK, COMPANIES, REJECTIONS);

        for (Topic topic : List.of(Topic.COMPANIES_CREATED, Topic.COMPANIES_REJECTED)) {
            byte[] value = broker.acknowledged(topic).get(0).value();
            assertThat(WireFormat.unframe(value).schemaId()).isEqualTo(FakeRegistry.IDS.get(topic));
        }
    }

    @Test
    void asks_nobody_when_there_is_nothing_to_publish() {
        broker.goesAway();
        registry.goesAway();

        assertThat(publisher.publish(TICK, List.of(), List.of())).isEqualTo(new Publication(0, 0, Optional.empty()));
    }

    @Test
    void publishes_nothing_while_the_broker_is_away() {
        broker.goesAway();

        assertThat(publisher.publish(TICK, COMPANIES, REJECTIONS))
                .isEqualTo(new Publication(0, 0, Optional.of("Kafka is away")));
    }

    @Test
    void publishes_nothing_while_the_registry_is_away_and_asks_again_at_the_next_tick() {
        registry.goesAway();
        assertThat(publisher.publish(TICK, COMPANIES, REJECTIONS).failure())
                .hasValueSatisfying(failure ->
                        assertThat(failure).contains("http://127.0.0.1:8081 did not answer (connection refused)"));
        assertThat(broker.attempts()).isZero();

        registry.comesBack();
        assertThat(publisher.publish(TICK, COMPANIES, REJECTIONS).published()).isEqualTo(10);
    }

    @Test
    void goes_on_without_the_registry_once_the_ids_are_known() {
        publisher.publish(TICK, COMPANIES, REJECTIONS);
        registry.goesAway();

        assertThat(publisher.publish(TICK, COMPANIES, REJECTIONS).published()).isEqualTo(10);
        assertThat(registry.lookUps()).isEqualTo(2);
    }

    @Test
    void says_how_to_help_a_registry_that_does_not_know_the_schemas() {
        registry.answersWith(404);

        assertThat(publisher.publish(TICK, COMPANIES, REJECTIONS).failure())
                .hasValueSatisfying(failure -> assertThat(failure)
                        .contains("companies_created-value")
                        .contains("register the contract's schemas"));
    }

    @Test
    void names_the_status_of_a_registry_that_is_unwell() {
        registry.answersWith(500);

        assertThat(publisher.publish(TICK, COMPANIES, REJECTIONS).failure())
                .hasValueSatisfying(failure -> assertThat(failure).contains("status 500"));
    }

    @Test
    void counts_only_what_the_broker_has_acknowledged() {
        broker.refuses(parcel -> parcel.topic() == Topic.COMPANIES_REJECTED);

        assertThat(publisher.publish(TICK, COMPANIES, REJECTIONS))
                .isEqualTo(new Publication(10, 0, Optional.of("Kafka did not take a record: not this one")));
    }

    @Test
    void does_not_wait_for_a_silent_broker_longer_than_the_deadline() {
        broker.keepsSilent();
        long started = System.nanoTime();

        assertThat(publisher.publish(TICK, COMPANIES, REJECTIONS).failure())
                .hasValueSatisfying(failure -> assertThat(failure).contains("did not acknowledge a record in time"));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    }
}
