package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickstream.landing.JobSettings.InvalidSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretSettingsTest {
    private static final String PASSWORD = "spark.cassandra.auth.password";

    @TempDir
    Path folder;

    private final SparkConf conf = new SparkConf(false)
            .set("spark.tickstream.kafka.bootstrap.servers", "127.0.0.1:9092")
            .set("spark.tickstream.registry.url", "http://127.0.0.1:8081/apis/ccompat/v7")
            .set("spark.tickstream.checkpoint", "/var/lib/tickstream/checkpoint");

    @Test
    void each_file_is_a_setting() throws IOException {
        Files.writeString(folder.resolve(PASSWORD), "s3cret\n");
        Files.writeString(folder.resolve("spark.tickstream.kafka.sasl.jaas.config"), "Scram required password=\"x\";");
        SparkConf all = SecretSettings.addTo(withFolder());
        assertThat(all.get(PASSWORD)).isEqualTo("s3cret");
        assertThat(JobSettings.from(all).kafka()).containsEntry("sasl.jaas.config", "Scram required password=\"x\";");
    }

    @Test
    void a_file_wins_over_what_is_given_otherwise() throws IOException {
        Files.writeString(folder.resolve(PASSWORD), "new");
        assertThat(SecretSettings.addTo(withFolder().set(PASSWORD, "old")).get(PASSWORD))
                .isEqualTo("new");
    }

    @Test
    void links_as_kubernetes_mounts_them_are_followed_and_its_own_files_are_left_out() throws IOException {
        Path data = Files.createDirectory(folder.resolve("..2026_11_23"));
        Files.writeString(data.resolve(PASSWORD), "s3cret");
        Files.createSymbolicLink(folder.resolve("..data"), data.getFileName());
        Files.createSymbolicLink(folder.resolve(PASSWORD), Path.of("..data", PASSWORD));
        assertThat(SecretSettings.addTo(withFolder()).get(PASSWORD)).isEqualTo("s3cret");
    }

    @Test
    void without_a_folder_nothing_changes() {
        assertThat(SecretSettings.addTo(conf).getAll()).containsExactlyInAnyOrder(conf.getAll());
    }

    @Test
    void the_given_settings_are_left_as_they_are() throws IOException {
        Files.writeString(folder.resolve(PASSWORD), "s3cret");
        SparkConf given = withFolder();
        SecretSettings.addTo(given);
        assertThat(given.contains(PASSWORD)).isFalse();
    }

    @Test
    void a_file_that_is_no_setting_stops_the_start_without_showing_its_content() throws IOException {
        Files.writeString(folder.resolve("password"), "s3cret");
        assertThatThrownBy(() -> SecretSettings.addTo(withFolder()))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("password")
                .hasMessageContaining("named like a setting")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void a_folder_that_is_not_there_stops_the_start() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> SecretSettings.addTo(conf.set("spark.tickstream.secrets.folder", missing.toString())))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining(missing.toString());
    }

    private SparkConf withFolder() {
        return conf.set("spark.tickstream.secrets.folder", folder.toString());
    }
}
