package io.tickstream.compose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ContainerFilesTest {
    private static final String GOOD =
            """
            # a comment
            FROM docker.io/library/maven:3.9.11-eclipse-temurin-17 AS packaged
            COPY pom.xml ./
            RUN mvn -B \\
                # in between
                package

            FROM docker.io/library/eclipse-temurin:17.0.19_10-jre-noble
            ARG VERSION=%s
            COPY --from=packaged /build/a.jar /app/
            USER 1001:0
            ENTRYPOINT ["java", "-jar", "/app/a.jar"]
            """
                    .formatted(Repository.version());

    static List<Path> every_container_file_keeps_every_rule() {
        return Repository.containerFiles();
    }

    @ParameterizedTest
    @MethodSource
    void every_container_file_keeps_every_rule(Path file) throws IOException {
        assertThat(complaints(Files.readString(file, UTF_8))).isEmpty();
    }

    @Test
    void ours_are_found() {
        assertThat(Repository.containerFiles())
                .contains(
                        Repository.root().resolve("console/Containerfile"),
                        Repository.root().resolve("spark-streaming/Containerfile"),
                        Repository.root().resolve("local-stack/Containerfile"));
    }

    @Test
    void a_good_one_is_good() {
        assertThat(complaints(GOOD)).isEmpty();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiterString = "=>",
            value = {
                "maven:3.9.11-eclipse-temurin-17 => maven:latest => pin a version",
                "maven:3.9.11-eclipse-temurin-17 => maven => pin a version",
                "docker.io/library/maven: => maven: => name the registry",
                "COPY pom.xml => COPY nothing.xml => COPY nothing.xml: it does not exist",
                "COPY pom.xml => COPY contract/*.avsc => it does not exist",
                "--from=packaged => --from=package => there is no such stage before",
                "COPY pom.xml ./ => ADD https://example.org/a.jar ./ => ADD fetches",
                "RUN mvn -B => RUN apt-get install -y curl && => apt-get install",
                "RUN mvn -B => RUN curl -s https://example.org/install | sh && => not run unseen",
                "USER 1001:0 => USER root => the image runs as 'root'",
                "USER 1001:0 => USER 0 => the image runs as '0'",
                "USER 1001:0 => USER spark => the image runs as 'spark'",
                "USER 1001:0 => WORKDIR /app => the image runs as ''",
                "ARG VERSION= => ARG VERSION=9. => ARG VERSION is not",
                "USER 1001:0 => ENV DB_PASSWORD=x => a secret stays",
                "ENTRYPOINT [\"java\", \"-jar\", \"/app/a.jar\"] => ENTRYPOINT java -jar /app/a.jar => through a shell",
            })
    void a_breach_of_a_rule_is_seen(String text, String changed, String complaint) {
        assertThat(GOOD).contains(text);
        assertThat(complaints(GOOD.replace(text, changed)))
                .anySatisfy(said -> assertThat(said).contains(complaint));
    }

    private static List<String> complaints(String text) {
        return ContainerFileRules.complaints(Repository.root(), ContainerFile.parse(text));
    }
}
