package io.tickstream.ingest.tick;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tickstream.contract.Topic;
import io.tickstream.contract.avro.CompanyEvent;
import io.tickstream.contract.avro.TickReceipt;
import io.tickstream.ingest.loopback.Loopback;
import io.tickstream.ingest.loopback.Scripts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The broker goes down when the producer knows its topics already, and so does not miss it before it sends. */
@QuarkusTest
@WithTestResource(Loopback.class)
class TickWhileKafkaIsDownTest {
    Loopback loopback;

    @Test
    void fails_in_time_while_the_broker_is_down_and_goes_on_when_it_is_up_again() {
        loopback.source().plays(Scripts.good(1000));
        assertThat(given().post("/ticks").statusCode()).isEqualTo(200);

        loopback.kafka().stop();
        List<String> failed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long started = System.nanoTime();
            Response response = given().post("/ticks");

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(6));
            assertThat(response.jsonPath().getString("outcome")).isEqualTo("publish_failed");
            assertThat(response.jsonPath().getInt("published")).isZero();
            failed.add(response.jsonPath().getString("id"));
        }

        loopback.kafka().start();
        for (String id : failed) {
            assertThat(loopback.kafka()
                            .value(Topic.TICKS, id, TickReceipt.class)
                            .getOutcome())
                    .hasToString("publish_failed");
        }
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Response delivered = given().post("/ticks");
            assertThat(delivered.statusCode()).as(delivered.asString()).isEqualTo(200);
            assertThat(loopback.kafka()
                            .values(
                                    Topic.COMPANIES_CREATED,
                                    delivered.jsonPath().getString("id"),
                                    CompanyEvent.class))
                    .hasSize(1000);
        });
    }
}
