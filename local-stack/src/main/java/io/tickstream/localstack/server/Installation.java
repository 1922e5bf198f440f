package io.tickstream.localstack.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickstream.localstack.process.Folders;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The built checkout that the servers are started from.
 *
 * @param root the folder of the parent pom.xml
 */
public record Installation(Path root) {
    private static final String REMEDY = "Build it: ./tickstream builds by itself, or type mvn -DskipTests package.";

    /** The jars of a server, as written by its module under local-stack/servers. */
    List<Path> jarsOf(String server) {
        return classPath(root.resolve("local-stack/servers").resolve(server).resolve("target/classpath"));
    }

    /** The local stack's own class path, for the stand-in. */
    List<Path> ownJars() {
        Path own = require(root.resolve("local-stack/target/local-stack.jar"));
        List<Path> all = new ArrayList<>(List.of(own));
        all.addAll(classPath(root.resolve("local-stack/target/classpath")));
        return all;
    }

    /** The registry's runnable jar, in the folder that its archive was unpacked to. */
    Path registryJar() {
        Path folder = require(root.resolve("local-stack/servers/registry/target/registry"));
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new StackException("No registry is in %s. %s".formatted(folder, REMEDY)));
        } catch (IOException e) {
            throw new StackException("Cannot look into %s. %s".formatted(folder, REMEDY), e);
        }
    }

    /** The folder of the ingest function; quarkus-run.jar in it is what runs. */
    Path functionFolder() {
        return require(root.resolve("ingest-function/target/quarkus-app"));
    }

    /** The folder of the console; quarkus-run.jar in it is what runs. */
    Path consoleFolder() {
        return require(root.resolve("console/target/quarkus-app"));
    }

    /** The landing job's assembly, for spark-submit. */
    Path jobJar() {
        return require(root.resolve("spark-streaming/target/spark-streaming-job.jar"));
    }

    /**
     * Copies a built artifact to where it runs, so that a build while it runs does not change it under its feet.
     *
     * @param artifact a file, or a folder with all that it holds
     */
    static Path copy(Path artifact, Path folder) throws IOException {
        Path copy = folder.resolve(artifact.getFileName());
        Folders.delete(copy);
        try (Stream<Path> files = Files.walk(artifact)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(artifact.relativize(file).toString()));
            }
        }
        return copy;
    }

    private static List<Path> classPath(Path file) {
        try {
            List<Path> jars = Arrays.stream(
                            Files.readString(require(file), UTF_8).strip().split(File.pathSeparator))
                    .map(Path::of)
                    .toList();
            jars.forEach(Installation::require);
            return jars;
        } catch (IOException e) {
            throw new StackException("Cannot read %s. %s".formatted(file, REMEDY), e);
        }
    }

    private static Path require(Path path) {
        if (!Files.exists(path)) {
            throw new StackException("%s is missing. %s".formatted(path, REMEDY));
        }
        return path;
    }
}
