package io.tickstream.compose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docker-compose.yml as docker-compose itself reads it, with the .env that ./tickstream compose-env writes. */
class ComposeConfigTest {
    private static final String ALWAYS = "kafka topics registry schemas kafka-ui console cassandra tables"
            + " spark-master spark-worker landing-job prometheus grafana ";

    @TempDir
    Path folder;

    @BeforeAll
    static void composeIsThere() {
        boolean found = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "docker-compose")));
        assumeTrue(found, "docker-compose is not on the path; install it to check docker-compose.yml with it");
    }

    @BeforeEach
    void copyWhatIsRead() throws IOException {
        for (String file : List.of("docker-compose.yml", "tickstream", "compose/write-env.sh")) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.copy(Repository.root().resolve(file), folder.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "jvm, https://fakerapi.it/api/v2/companies, function-jvm",
        "native, https://fakerapi.it/api/v2/companies, function-native",
        "jvm, stand-in, function-jvm company-api",
        "native, stand-in, function-native company-api",
    })
    void every_choice_of_profiles_is_good_and_runs_its_services(String function, String source, String chosen)
            throws IOException, InterruptedException {
        assertThat(run("./tickstream", "compose-env", "--function", function, "--source", source)
                        .status())
                .isZero();

        assertThat(compose("config", "-q")).isEqualTo(new Run(0, "", ""));
        // docker-compose 1.29 lists all services, of whatever profile
        assertThat(servicesOf(profiles())).containsExactlyInAnyOrder((ALWAYS + chosen).split(" "));
    }

    @Test
    void without_passwords_nothing_starts_and_the_remedy_is_named() throws IOException, InterruptedException {
        assertThat(compose("config", "-q")).satisfies(refused -> {
            assertThat(refused.status()).isNotZero();
            assertThat(refused.errors()).contains("run ./tickstream compose-env");
        });
    }

    @ParameterizedTest
    @CsvSource({"mem_limit: 512m, mem_limits: 512m", "condition: service_healthy, condition: service_wholesome"})
    void a_typing_error_is_seen(String text, String changed) throws IOException, InterruptedException {
        run("./tickstream", "compose-env");
        Path file = folder.resolve("docker-compose.yml");
        String ours = Files.readString(file, UTF_8);
        assertThat(ours).contains(text);
        Files.writeString(file, ours.replace(text, changed));

        assertThat(compose("config", "-q").status()).isNotZero();
    }

    private static List<String> servicesOf(List<String> profiles) {
        return ComposeFile.ours().services().values().stream()
                .filter(service -> service.list("profiles").isEmpty()
                        || service.list("profiles").stream().anyMatch(profiles::contains))
                .map(ComposeFile.Service::name)
                .toList();
    }

    private List<String> profiles() throws IOException {
        return Files.readAllLines(folder.resolve(".env"), UTF_8).stream()
                .filter(line -> line.startsWith("COMPOSE_PROFILES="))
                .flatMap(line -> Stream.of(line.replaceFirst(".*=", "").split(",", -1)))
                .toList();
    }

    private record Run(int status, String output, String errors) {}

    private Run compose(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker-compose"));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private Run run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "said", ".out");
        Path errors = Files.createTempFile(folder, "said", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        // what the tester's own shell sets must not stand in for .env
        builder.environment().keySet().removeIf(name -> !List.of("HOME", "PATH").contains(name));
        int status = builder.start().waitFor();
        return new Run(status, Files.readString(output, UTF_8), Files.readString(errors, UTF_8));
    }
}
