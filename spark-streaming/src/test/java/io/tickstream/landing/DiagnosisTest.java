package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tickstream.landing.Checkpoint.Damaged;
import io.tickstream.landing.Checkpoint.Empty;
import io.tickstream.landing.Checkpoint.Resumable;
import io.tickstream.landing.Checkpoint.State;
import io.tickstream.landing.Finding.Kind;
import io.tickstream.landing.KafkaTopics.Holdings;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    private static final TopicPartition TICKS = new TopicPartition("ticks", 0);
    private static final TopicPartition COMPANIES = new TopicPartition("companies_created", 0);

    private final CheckpointLabel label =
            new CheckpointLabel(UUID.randomUUID(), "landing", Map.of("ticks", "T", "companies_created", "C"));

    @Test
    void a_first_start_is_well() {
        Diagnosis diagnosis = diagnose(new Empty(), holdings(3, 9));
        assertThat(diagnosis.well()).isTrue();
        assertThat(diagnosis.findings()).extracting(Finding::kind).containsExactly(Kind.FIRST_START);
    }

    @Test
    void what_came_meanwhile_waits_and_what_was_cut_off_is_read_again() {
        Diagnosis diagnosis = diagnose(new Resumable(4, false, at(5), at(7)), holdings(3, 9));
        assertThat(diagnosis.well()).isTrue();
        assertThat(diagnosis.findings())
                .extracting(Finding::kind, Finding::records)
                .containsExactly(tuple(Kind.READ_AGAIN, 2L), tuple(Kind.WAITING, 4L));
    }

    @Test
    void a_checkpoint_at_the_end_has_nothing_to_say() {
        assertThat(diagnose(landed(9), holdings(3, 9)).findings()).isEmpty();
    }

    @Test
    void records_that_were_deleted_before_they_landed_are_counted() {
        Diagnosis diagnosis = diagnose(landed(5), holdings(8, 9));
        assertThat(diagnosis.well()).isFalse();
        assertThat(diagnosis.problems()).singleElement().satisfies(lost -> {
            assertThat(lost.kind()).isEqualTo(Kind.LOST);
            assertThat(lost.records()).isEqualTo(3);
            assertThat(lost.toString())
                    .isEqualTo("ticks-0: 3 records, offsets 5 to 7, were deleted from Kafka before they landed");
        });
        assertThat(diagnosis.afterLoss()).isEqualTo(at(8));
        assertThat(new Diagnosis.Unwell(diagnosis)).hasMessageContaining("spark.tickstream.acceptLoss=true");
    }

    @Test
    void a_topic_that_was_created_anew_is_known_by_its_id_and_read_from_its_beginning() {
        Diagnosis diagnosis = diagnose(landed(5), new Holdings(Map.of("ticks", "T2"), at(0), at(9)));
        assertThat(diagnosis.problems()).extracting(Finding::kind).containsExactly(Kind.RECREATED);
        assertThat(diagnosis.afterLoss()).isEqualTo(at(0));
    }

    @Test
    void a_checkpoint_without_a_label_knows_no_ids() {
        Diagnosis diagnosis = Diagnosis.of(
                "checkpoint",
                "landing",
                landed(5),
                Optional.empty(),
                new Holdings(Map.of("ticks", "T2"), at(0), at(9)));
        assertThat(diagnosis.well()).isTrue();
    }

    @Test
    void a_checkpoint_beyond_the_end_would_hide_new_records() {
        Diagnosis diagnosis = diagnose(landed(50), holdings(3, 9));
        assertThat(diagnosis.problems()).extracting(Finding::kind).containsExactly(Kind.BEYOND_END);
        assertThat(diagnosis.afterLoss()).isEqualTo(at(3));
    }

    @Test
    void a_partition_that_is_gone_is_a_loss_and_a_new_one_is_none_unless_its_beginning_is_gone() {
        Diagnosis gone = diagnose(new Resumable(4, true, companiesAt(5), companiesAt(5)), holdings(0, 9));
        assertThat(gone.findings()).extracting(Finding::kind).containsExactly(Kind.NO_PARTITION, Kind.NEW_PARTITION);
        assertThat(gone.afterLoss()).isEqualTo(at(0));

        assertThat(diagnose(new Resumable(4, true, companiesAt(5), companiesAt(5)), holdings(2, 9))
                        .problems())
                .extracting(Finding::kind)
                .containsExactly(Kind.NO_PARTITION, Kind.LOST);
    }

    @Test
    void another_querys_checkpoint_is_known_by_its_label_and_by_its_topics() {
        Diagnosis byLabel = Diagnosis.of(
                "checkpoint", "landing", landed(5), Optional.of(label.forQuery("rollups", Map.of())), holdings(3, 9));
        assertThat(byLabel.problems()).extracting(Finding::kind).containsExactly(Kind.ANOTHER_QUERY);
        assertThat(byLabel.afterLoss()).isEqualTo(at(3));

        Offsets foreign = Offsets.of(Map.of(new TopicPartition("orders", 0), 5L));
        assertThat(diagnose(new Resumable(4, true, foreign, foreign), holdings(3, 9))
                        .problems())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(Kind.ANOTHER_QUERY);
                    assertThat(finding.text()).contains("orders");
                });
    }

    @Test
    void damage_is_told_and_read_around_from_the_beginning() {
        Diagnosis diagnosis = diagnose(new Damaged("offsets/8 is cut off"), holdings(3, 9));
        assertThat(diagnosis.problems()).singleElement().hasToString("checkpoint: offsets/8 is cut off");
        assertThat(diagnosis.afterLoss()).isEqualTo(at(3));
    }

    @Test
    void people_and_programs_are_told_the_same() {
        Diagnosis diagnosis = diagnose(landed(5), holdings(8, 9));
        assertThat(Doctor.text(diagnosis))
                .contains("Checkpoint checkpoint: batch 4 has landed", "LOSS ticks-0: 3 records", "Not well");
        assertThat(Doctor.json(diagnosis))
                .contains(
                        "\"well\" : false",
                        "\"kind\" : \"lost\"",
                        "\"records\" : 3",
                        "\"next\" : 5",
                        "\"beginning\" : 8");
    }

    private Diagnosis diagnose(State state, Holdings holdings) {
        return Diagnosis.of("checkpoint", "landing", state, Optional.of(label), holdings);
    }

    private static Resumable landed(long next) {
        return new Resumable(4, true, at(next), at(next));
    }

    private static Holdings holdings(long beginning, long end) {
        return new Holdings(Map.of("ticks", "T"), at(beginning), at(end));
    }

    private static Offsets at(long next) {
        return Offsets.of(Map.of(TICKS, next));
    }

    private static Offsets companiesAt(long next) {
        return Offsets.of(Map.of(COMPANIES, next));
    }
}
