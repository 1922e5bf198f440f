package io.tickstream.landing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickstream.landing.Checkpoint.Damaged;
import io.tickstream.landing.Checkpoint.Empty;
import io.tickstream.landing.Checkpoint.Resumable;
import io.tickstream.landing.Checkpoint.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads what Spark 3.5 writes, on a local file system. */
class CheckpointTest {
    private static final TopicPartition TICKS = new TopicPartition("ticks", 0);

    @TempDir
    Path folder;

    private Checkpoint checkpoint;

    @BeforeEach
    void open() throws IOException {
        checkpoint = Checkpoint.at(folder.toUri().toString(), new Configuration());
    }

    @Test
    void a_folder_without_a_batch_is_empty_and_so_is_none() throws IOException {
        assertThat(checkpoint.read()).isEqualTo(new Empty());
        assertThat(Checkpoint.at(folder.resolve("none").toString(), new Configuration())
                        .read())
                .isEqualTo(new Empty());
    }

    @Test
    void after_a_batch_that_was_committed_everything_of_it_has_landed() throws IOException {
        batch(7, 70);
        batch(8, 80);
        commit(7);
        commit(8);
        assertThat(checkpoint.read()).isEqualTo(new Resumable(8, true, at(80), at(80)));
    }

    @Test
    void after_a_batch_that_was_cut_off_what_the_one_before_has_landed_is_sure() throws IOException {
        batch(7, 70);
        batch(8, 80);
        commit(7);
        assertThat(checkpoint.read()).isEqualTo(new Resumable(8, false, at(70), at(80)));
    }

    @Test
    void the_first_batch_begins_where_the_source_began() throws IOException {
        batch(0, 80);
        write("sources/0/0", "\0v1\n{\"ticks\":{\"0\":5}}");
        assertThat(checkpoint.read()).isEqualTo(new Resumable(0, false, at(5), at(80)));
    }

    @Test
    void where_the_first_start_was_to_begin_holds_even_if_no_batch_was_begun() throws IOException {
        write("sources/0/0", "\0v1\n{\"ticks\":{\"0\":5}}");
        assertThat(checkpoint.read()).isEqualTo(new Resumable(Resumable.NONE, true, at(5), at(5)));
        write("sources/0/0", "\0v1\n{\"ticks\"");
        assertThat(whyDamaged()).contains("sources/0/0", "holds no offsets");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v1\n{}\n",
                "v2\n{}\n{\"ticks\":{\"0\":5}}",
                "v1\n{}\n{\"ticks\"",
                "v1\n{\"batchWater\n{\"ticks\":{\"0\":5}}",
                "v1\n{}\n{\"ticks\":{\"0\":null}}"
            })
    void a_batch_that_cannot_be_read_is_damage(String content) throws IOException {
        batch(7, 70);
        write("offsets/8", content);
        assertThat(whyDamaged()).contains("offsets/8");
    }

    @Test
    void a_batch_whose_beginning_is_missing_is_damage() throws IOException {
        batch(8, 80);
        assertThat(whyDamaged()).contains("batch 8 was begun", "offsets/7", "is missing");
    }

    @Test
    void a_batch_that_has_landed_needs_the_one_before_it_too() throws IOException {
        batch(8, 80);
        commit(8);
        assertThat(whyDamaged()).contains("batch 8 was begun", "offsets/7", "is missing");
    }

    @Test
    void commits_without_offsets_are_damage() throws IOException {
        commit(8);
        assertThat(whyDamaged()).contains("batch 8 has landed");
        batch(7, 70);
        assertThat(whyDamaged()).contains("batch 8 has landed", "is 7");
    }

    @Test
    void a_query_without_a_name_is_damage() throws IOException {
        batch(8, 80);
        commit(8);
        write("metadata", "");
        assertThat(whyDamaged()).contains("metadata");
    }

    @Test
    void a_batch_of_two_sources_is_another_querys() throws IOException {
        batch(7, 70);
        write("offsets/8", "v1\n{}\n{\"ticks\":{\"0\":5}}\n{\"ticks\":{\"0\":5}}");
        assertThat(whyDamaged()).contains("another query");
    }

    @Test
    void the_first_label_stays_until_it_is_replaced() throws IOException {
        assertThat(checkpoint.label()).isEmpty();
        CheckpointLabel ours = CheckpointLabel.create("landing", Map.of("ticks", "a"));

        assertThat(checkpoint.labelled(ours)).isEqualTo(ours);
        assertThat(checkpoint.labelled(new CheckpointLabel(UUID.randomUUID(), "other", Map.of())))
                .isEqualTo(ours);

        CheckpointLabel anew = ours.forQuery("landing", Map.of("ticks", "b"));
        checkpoint.relabel(anew);
        assertThat(checkpoint.label()).hasValue(anew);
        assertThat(anew.id()).isEqualTo(ours.id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"id\":\"d3c6a1f6-54a7-4a3a",
                "{\"id\":\"d3c6a1f6\"}",
                "{\"query\":\"landing\"}",
                "[]",
                "null"
            })
    void a_label_that_cannot_be_read_is_named_with_the_remedy(String content) throws IOException {
        write("tickstream/label.json", content);
        assertThatThrownBy(() -> checkpoint.label())
                .isInstanceOf(CheckpointLabel.Unreadable.class)
                .hasMessageContainingAll("tickstream/label.json", "Restore it from a backup", "delete it");
    }

    @Test
    void what_is_put_aside_is_kept_and_no_longer_found() throws IOException {
        batch(8, 80);
        commit(8);
        checkpoint.labelled(CheckpointLabel.create("landing", Map.of()));

        checkpoint.setAside(Instant.parse("2026-01-02T03:04:05Z"));

        assertThat(checkpoint.read()).isEqualTo(new Empty());
        assertThat(checkpoint.label()).isPresent();
        assertThat(folder.resolve("tickstream/set-aside-20260102T030405Z/offsets/8"))
                .exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"offsets/7", "offsets/8", "commits/7", "metadata"})
    void a_file_that_does_not_go_with_its_checksum_is_damage_and_named(String file) throws IOException {
        batch(7, 70);
        commit(7);
        batch(8, 80);
        damage(file);
        assertThat(whyDamaged()).contains(file + " is damaged", "checksum");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1\n", "v2\n{}", "v1\n{\"nextBatch", "\0\0\0"})
    void a_newest_commit_that_cannot_be_read_is_damage(String content) throws IOException {
        batch(7, 70);
        write("commits/7", content);
        assertThat(whyDamaged()).contains("commits/7");
    }

    @Test
    void a_label_that_does_not_go_with_its_checksum_is_named_with_the_remedy() throws IOException {
        checkpoint.labelled(CheckpointLabel.create("landing", Map.of()));
        damage("tickstream/label.json");
        assertThatThrownBy(() -> checkpoint.label())
                .isInstanceOf(CheckpointLabel.Unreadable.class)
                .hasMessageContainingAll("tickstream/label.json", "checksum", "Restore it from a backup", "delete it");
    }

    /** Writes the file with a checksum as Hadoop does, then changes its last byte behind Hadoop's back. */
    private void damage(String file) throws IOException {
        Path path = folder.resolve(file);
        byte[] content = Files.readAllBytes(path);
        Files.deleteIfExists(path.resolveSibling(".%s.crc".formatted(path.getFileName())));
        FileSystem files = FileSystem.getLocal(new Configuration());
        try (FSDataOutputStream out = files.create(new org.apache.hadoop.fs.Path(path.toUri()), true)) {
            out.write(content);
        }
        content[content.length - 1] ^= 1;
        Files.write(path, content);
    }

    private String whyDamaged() throws IOException {
        State state = checkpoint.read();
        assertThat(state).isInstanceOf(Damaged.class);
        return ((Damaged) state).why();
    }

    private void batch(long id, long end) throws IOException {
        write("metadata", "{\"id\":\"d3c6a1f6-54a7-4a3a-8d7f-d0a5b4c30f0a\"}");
        write("offsets/" + id, "v1\n{\"batchWatermarkMs\":0}\n{\"ticks\":{\"0\":%d}}".formatted(end));
    }

    private void commit(long id) throws IOException {
        write("commits/" + id, "v1\n{\"nextBatchWatermarkMs\":0}");
    }

    private void write(String file, String content) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content, UTF_8);
    }

    private static Offsets at(long next) {
        return Offsets.of(Map.of(TICKS, next));
    }
}
