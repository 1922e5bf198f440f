package io.tickstream.compose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./tickstream compose-env}, run in a folder of its own. */
class ComposeEnvTest {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+):\\?");

    /** What the launcher may use: no Java and no Maven among it. */
    private static Path tools;

    @TempDir
    Path folder;

    @BeforeAll
    static void linkTheTools() throws IOException {
        tools = Files.createTempDirectory("tickstream-tools");
        for (String tool : List.of("sh", "dirname", "cat", "sed", "tail", "od", "tr", "mktemp", "mv", "rm")) {
            Files.createSymbolicLink(tools.resolve(tool), find(tool));
        }
    }

    @AfterAll
    static void removeTheTools() throws IOException {
        try (Stream<Path> links = Files.list(tools)) {
            for (Path link : links.toList()) {
                Files.delete(link);
            }
        }
        Files.delete(tools);
    }

    @BeforeEach
    void copyTheScripts() throws IOException {
        for (String file : List.of("tickstream", "compose/write-env.sh")) {
            Path target = folder.resolve(file);
            Files.createDirectories(target.getParent());
            Files.copy(Repository.root().resolve(file), target, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    @Test
    void every_variable_that_compose_demands_is_written() throws IOException, InterruptedException {
        Set<String> demanded = VARIABLE.matcher(Repository.read("docker-compose.yml"))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());

        assertThat(run()).isEqualTo(new Run(0, ""));

        assertThat(dotEnv()).containsKeys(demanded.toArray(String[]::new)).containsEntry("COMPOSE_PROFILES", "jvm");
    }

    @Test
    void passwords_are_random_and_for_the_owner_only() throws IOException, InterruptedException {
        run();
        List<String> first = passwords();
        Files.delete(folder.resolve(".env"));
        run();

        assertThat(Stream.concat(first.stream(), passwords().stream()).toList())
                .doesNotHaveDuplicates()
                .allMatch(password -> password.matches("[0-9a-f]{48}"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(".env"))))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(".env", "compose", "tickstream");
        }
    }

    @Test
    void a_file_that_is_there_is_left_alone() throws IOException, InterruptedException {
        run();
        String before = Files.readString(folder.resolve(".env"));

        Run again = run("--source", "stand-in");

        assertThat(again.status()).isEqualTo(1);
        assertThat(again.errors()).contains("--force").contains("left as it is");
        assertThat(Files.readString(folder.resolve(".env"))).isEqualTo(before);
    }

    @Test
    void force_changes_the_choice_and_keeps_the_passwords() throws IOException, InterruptedException {
        run();
        List<String> passwords = passwords();

        assertThat(run("--force", "--function=native", "--source", "stand-in").status())
                .isZero();

        assertThat(passwords()).isEqualTo(passwords);
        assertThat(dotEnv())
                .containsEntry("COMPOSE_PROFILES", "native,stand-in")
                .containsEntry("INGEST_SOURCE_URL", "http://company-api:8088/api/v2/companies")
                .containsEntry("INGEST_SOURCE_ALLOW_PRIVATE_ADDRESSES", "true");
    }

    @Test
    void force_keeps_lines_of_the_users_own() throws IOException, InterruptedException {
        run();
        Files.writeString(
                folder.resolve(".env"), "INGEST_QUANTITY=25\nINGEST_SOURCE_NAME=ours", StandardOpenOption.APPEND);

        assertThat(run("--force", "--source", "https://example.org/companies").status())
                .isZero();

        assertThat(dotEnv())
                .containsEntry("INGEST_SOURCE_URL", "https://example.org/companies")
                .containsEntry("INGEST_QUANTITY", "25")
                .containsEntry("INGEST_SOURCE_NAME", "ours");
    }

    @Test
    void without_options_the_real_api_is_asked_and_no_private_address() throws IOException, InterruptedException {
        run();

        assertThat(dotEnv())
                .containsEntry("INGEST_SOURCE_URL", "https://fakerapi.it/api/v2/companies")
                .containsEntry("INGEST_SOURCE_ALLOW_PRIVATE_ADDRESSES", "false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--function graal",
                "--source ftp://example.org/",
                "--source https://",
                "--source https://example.org/$HOME",
                "--source",
                "--colour blue"
            })
    void wrong_use_is_refused_with_the_usage(String arguments) throws IOException, InterruptedException {
        Run refused = run(arguments.split(" "));

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.errors())
                .contains("Usage: tickstream compose-env")
                .contains(arguments.replaceFirst(" .*", ""));
        assertThat(folder.resolve(".env")).doesNotExist();
    }

    @Test
    void help_names_the_options_and_writes_nothing() throws IOException, InterruptedException {
        assertThat(run("--help").status()).isZero();
        assertThat(folder.resolve(".env")).doesNotExist();
    }

    private record Run(int status, String errors) {}

    private Run run(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(folder.resolve("tickstream").toString(), "compose-env"));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile("compose-env", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(errors.toFile());
            builder.environment().keySet().removeIf(name -> !name.equals("HOME"));
            builder.environment().put("PATH", tools.toString());
            int status = builder.start().waitFor();
            return new Run(status, Files.readString(errors, UTF_8));
        } finally {
            Files.delete(errors);
        }
    }

    private static Path find(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(place -> Path.of(place, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no %s on the path".formatted(tool)));
    }

    private List<String> passwords() throws IOException {
        return dotEnv().entrySet().stream()
                .filter(entry -> entry.getKey().matches(".*(PASSWORD|TOKEN)"))
                .map(Map.Entry::getValue)
                .toList();
    }

    private Map<String, String> dotEnv() throws IOException {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String line : Files.readAllLines(folder.resolve(".env"), UTF_8)) {
            if (!line.startsWith("#")) {
                String[] parts = line.split("=", 2);
                assertThat(variables.put(parts[0], parts[1])).as(parts[0]).isNull();
            }
        }
        return variables;
    }
}
