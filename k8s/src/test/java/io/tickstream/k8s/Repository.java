package io.tickstream.k8s;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The checkout that the tests look at. */
final class Repository {
    private Repository() {}

    static Path root() {
        return Path.of(property("tickstream.root"));
    }

    /** The version of images: Maven's without its suffix. */
    static String version() {
        return property("tickstream.version").replace("-SNAPSHOT", "");
    }

    static String read(String path) {
        try {
            return Files.readString(root().resolve(path), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read %s in %s".formatted(path, root()), e);
        }
    }

    /** The files below a folder, by their paths from {@code from}. */
    static Set<String> files(String folder, String from) {
        Path start = root().resolve(folder);
        try (Stream<Path> files = Files.walk(start)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root().resolve(from).relativize(file).toString())
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + start, e);
        }
    }

    static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("%s is not set; run the tests with Maven, which sets it".formatted(name));
        }
        return value;
    }
}
