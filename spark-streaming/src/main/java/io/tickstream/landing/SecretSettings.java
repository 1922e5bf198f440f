package io.tickstream.landing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickstream.landing.JobSettings.InvalidSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/**
 * Settings that come from a folder, one file each: the file's name is the setting's, its content the value. Kubernetes
 * mounts Secrets like this, so that a password stands neither in a manifest nor on a command line, and one that an
 * operator renews is right at the next start.
 */
final class SecretSettings {
    private static final String FOLDER = "spark.tickstream.secrets.folder";

    private SecretSettings() {}

    /**
     * Adds the settings of the folder that {@code spark.tickstream.secrets.folder} names, if it names one. They win over
     * those that are given otherwise.
     *
     * @throws InvalidSetting if the folder cannot be read or holds something else
     */
    static SparkConf addTo(SparkConf conf) {
        SparkConf all = conf.clone();
        if (conf.contains(FOLDER)) {
            read(conf.get(FOLDER)).forEach(all::set);
            all.remove(FOLDER);
        }
        return all;
    }

    private static Map<String, String> read(String folder) {
        Map<String, String> settings = new TreeMap<>();
        for (Path file : files(folder)) {
            String name = file.getFileName().toString();
            if (!name.startsWith("spark.")) {
                throw new InvalidSetting(
                        "%s names %s, which holds the file %s; allowed: files that are named like a setting, such as spark.cassandra.auth.password"
                                .formatted(FOLDER, folder, name));
            }
            settings.put(name, content(file));
        }
        return settings;
    }

    // names that begin with a dot are Kubernetes' own, by which it exchanges the files
    private static List<Path> files(String folder) {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(Path.of(folder), e);
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, UTF_8).strip();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static InvalidSetting unreadable(Path path, IOException e) {
        InvalidSetting invalid = new InvalidSetting("%s: cannot read %s (%s); check that it is there and its rights"
                .formatted(FOLDER, path, e.getClass().getSimpleName()));
        invalid.initCause(e);
        return invalid;
    }
}
