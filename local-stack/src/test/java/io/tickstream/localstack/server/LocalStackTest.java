package io.tickstream.localstack.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the stack does before a server is started, and when one cannot be. */
class LocalStackTest {
    @TempDir
    Path folder;

    @Test
    void names_the_port_that_is_taken_its_holder_and_the_option_that_changes_it() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = socket.getLocalPort();
            LocalStack stack = stack(Map.of(Port.COMPANY_API, port));

            assertThatThrownBy(() -> stack.up(Set.of("company-api"), line -> {}))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("company-api cannot listen on port " + port)
                    .hasMessageContaining(
                            "java (pid %d) has it", ProcessHandle.current().pid())
                    .hasMessageContaining("--port company-api=");
        }
    }

    @Test
    void says_which_server_is_needed_that_does_not_run() {
        assertThatThrownBy(() -> stack(Port.freeNumbers()).up(Set.of("spark-worker"), line -> {}))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("spark-worker needs spark-master")
                .hasMessageContaining("--only spark-master,spark-worker");
    }

    @Test
    void says_how_to_build_what_is_not_built() {
        assertThatThrownBy(() -> stack(Port.freeNumbers()).up(Set.of("spark-master"), line -> {}))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("is missing")
                .hasMessageContaining("mvn -DskipTests package");
    }

    @Test
    void shows_the_end_of_the_log_of_a_server_that_dies_while_it_starts() throws IOException {
        LocalStack stack = stack(Port.freeNumbers());
        Path jar = folder.resolve("local-stack/target/local-stack.jar");
        Files.createDirectories(jar.getParent());
        Files.writeString(jar, "no jar");
        Files.writeString(folder.resolve("local-stack/target/classpath"), jar.toString());
        List<String> lines = new ArrayList<>();

        assertThatThrownBy(() -> stack.up(Set.of("company-api"), lines::add))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("company-api ended while it was started")
                .hasMessageContaining("CompanyApi");
        assertThat(stack.find("company-api")).isEmpty();
        assertThat(stack.died("company-api")).isFalse();
    }

    @Test
    void does_not_start_the_stand_in_when_an_api_outside_is_asked() {
        StackSettings settings =
                new StackSettings(URI.create("https://fakerapi.it/api/v2/companies"), 10, 10, true, Map.of());

        assertThat(new LocalStack(site(settings)).names())
                .doesNotContain("company-api")
                .contains("function", "job");
    }

    @Test
    void refuses_settings_out_of_range_with_the_range() {
        assertThatThrownBy(() -> new StackSettings(null, 1001, 10, true, Map.of()))
                .hasMessageContaining("1001")
                .hasMessageContaining("1 to 1000");
        assertThatThrownBy(() -> new StackSettings(null, 10, 7, true, Map.of()))
                .hasMessageContaining("7 s")
                .hasMessageContaining("divisor of 60");
        assertThatThrownBy(() -> new StackSettings(URI.create("ftp://host/"), 10, 10, true, Map.of()))
                .hasMessageContaining("ftp://host/")
                .hasMessageContaining("http or https");
        assertThatThrownBy(() -> new StackSettings(URI.create("http://host:65536/"), 10, 10, true, Map.of()))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("port 65536; the highest is 65535");
        assertThatThrownBy(() -> new StackSettings(URI.create("http://me:secret@host/"), 10, 10, true, Map.of()))
                .hasMessageContaining("without")
                .message()
                .doesNotContain("secret");
        assertThatThrownBy(() -> new StackSettings(null, 10, 10, true, Map.of(Port.KAFKA, 70000)))
                .hasMessageContaining("kafka is 70000")
                .hasMessageContaining("1 to 65535");
    }

    @Test
    void refuses_a_machine_that_is_too_small_and_says_the_remedy() {
        assertThatThrownBy(() -> Machine.checkMemory(1L << 30, 8, 1))
                .hasMessageContaining("1024 MiB")
                .hasMessageContaining("--only");
        assertThatThrownBy(() -> Machine.checkDisk(folder, 1L << 20))
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("TICKSTREAM_HOME");
        assertThatThrownBy(() -> Machine.checkJava(21))
                .hasMessageContaining("This is Java 21")
                .hasMessageContaining("apt-get install openjdk-17-jdk")
                .hasMessageContaining("dnf install")
                .hasMessageContaining("brew install");
    }

    @Test
    void remembers_the_settings_of_the_last_start() throws IOException {
        StackSettings settings =
                new StackSettings(URI.create("http://127.0.0.1:1/x"), 3, 5, false, Map.of(Port.KAFKA, 19092));
        StateFolder state = new StateFolder(folder.resolve("state"));
        state.create();

        settings.save(state);

        assertThat(StackSettings.load(state)).hasValue(settings);
    }

    @Test
    void generates_a_password_for_each_role_that_only_the_owner_can_read() throws IOException {
        StateFolder state = new StateFolder(folder.resolve("state"));
        state.create();

        String password = state.password(Role.JOB);

        assertThat(password).hasSizeGreaterThanOrEqualTo(32).isEqualTo(state.password(Role.JOB));
        assertThat(state.password(Role.READER)).isNotEqualTo(password);
        Path file = state.root().resolve("secrets/job.password");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.root())))
                .isEqualTo("rwx------");
    }

    private LocalStack stack(Map<Port, Integer> ports) {
        return new LocalStack(site(new StackSettings(null, 10, 10, true, ports)));
    }

    private Site site(StackSettings settings) {
        return new Site(new Installation(folder), new StateFolder(folder.resolve("state")), settings);
    }
}
