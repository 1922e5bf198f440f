package io.tickstream.ingest.tick;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.ResourceArg;
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

/** The function starts and ticks although no broker listens, and makes up for it once one does. */
@QuarkusTest
@WithTestResource(value = Loopback.class, initArgs = @ResourceArg(name = "kafka", value = "away"))
class TickWithKafkaAwayTest {
    Loopback loopback;

    @Test
    void fails_in_time_and_delivers_the_receipts_when_a_broker_appears() {
        loopback.source().plays(Scripts.good(1000));
        List<String> failed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long started = System.nanoTime();
            Response response = given().post("/ticks");

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(6));
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.header("Retry-After")).isEqualTo("1");
            assertThat(response.jsonPath().getString("outcome")).isEqualTo("publish_failed");
            assertThat(response.jsonPath().getString("reason")).contains("kafka.bootstrap.servers");
            assertThat(response.jsonPath().getInt("fetched")).isEqualTo(1000);
            assertThat(response.jsonPath().getInt("published")).isZero();
            failed.add(response.jsonPath().getString("id"));
        }
        assertThat(kafkasHealth()).startsWith("degraded: ");

        loopback.startKafka();

        for (String id : failed) {
            TickReceipt receipt = loopback.kafka().value(Topic.TICKS, id, TickReceipt.class);
            assertThat(receipt.getOutcome()).hasToString("publish_failed");
            assertThat(loopback.kafka().records(Topic.COMPANIES_CREATED, id)).isEmpty();
        }
        await().untilAsserted(() -> assertThat(kafkasHealth()).isEqualTo("ok"));
        Response delivered = given().post("/ticks");
        assertThat(delivered.statusCode()).as(delivered.asString()).isEqualTo(200);
        assertThat(loopback.kafka()
                        .values(Topic.COMPANIES_CREATED, delivered.jsonPath().getString("id"), CompanyEvent.class))
                .hasSize(1000);
    }

    private static String kafkasHealth() {
        return given().get("/q/health/ready").jsonPath().getString("checks.find { it.name == 'ingest' }.data.kafka");
    }
}
