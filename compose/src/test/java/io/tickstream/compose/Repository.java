package io.tickstream.compose;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The checkout that the tests look at. */
final class Repository {
    private static final Set<String> NOT_OURS = Set.of("target", ".git", ".tickstream", "node_modules");

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

    /** Every file whose name is Containerfile or begins with "Containerfile.". */
    static List<Path> containerFiles() {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(root(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return NOT_OURS.contains(String.valueOf(folder.getFileName()))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.getFileName().toString().matches("Containerfile(\\..+)?")) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot walk through " + root(), e);
        }
        return found.stream().sorted().toList();
    }

    static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("%s is not set; run the tests with Maven, which sets it".formatted(name));
        }
        return value;
    }
}
