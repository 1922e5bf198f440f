package io.tickstream.localstack.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What Spark looks for on disk: a home with its jars, linked to Maven's, and its configuration. */
final class SparkHome {
    /**
     * In seconds, for master and worker alike: how long a silent worker counts, and how long a master that was started
     * again waits for those that it had; by default 60.
     */
    static final String WORKER_TIMEOUT = "-Dspark.worker.timeout=20";

    /** What Spark 3.5 needs to reach into on Java 17; its launcher gives the same to executors. */
    private static final List<String> JVM_OPTIONS = Stream.concat(
                    Stream.of(
                                    "java.base/java.lang",
                                    "java.base/java.lang.invoke",
                                    "java.base/java.lang.reflect",
                                    "java.base/java.io",
                                    "java.base/java.net",
                                    "java.base/java.nio",
                                    "java.base/java.util",
                                    "java.base/java.util.concurrent",
                                    "java.base/java.util.concurrent.atomic",
                                    "java.base/jdk.internal.ref",
                                    "java.base/sun.nio.ch",
                                    "java.base/sun.nio.cs",
                                    "java.base/sun.security.action",
                                    "java.base/sun.util.calendar",
                                    "java.security.jgss/sun.security.krb5")
                            .map(name -> "--add-opens=" + name + "=ALL-UNNAMED"),
                    Stream.of("-XX:+IgnoreUnrecognizedVMOptions", "-Djdk.reflect.useDirectMethodHandle=false"))
            .toList();

    private final Site site;

    SparkHome(Site site) {
        this.site = site;
    }

    /** A JVM that runs one of Spark's own classes. */
    JavaCommand java(int heapMegabytes) throws IOException {
        Path home = create();
        return JavaCommand.withHeap(heapMegabytes)
                .thatMostlyWaits()
                .jvm(JVM_OPTIONS)
                .environment(Map.of(
                        "SPARK_HOME", home.toString(),
                        "SPARK_CONF_DIR", home.resolve("conf").toString(),
                        // without it, no executor of a home that is no distribution starts
                        "SPARK_SCALA_VERSION", "2.12",
                        "SPARK_LOCAL_IP", "127.0.0.1",
                        "SPARK_LOCAL_HOSTNAME", "127.0.0.1"))
                .classPath(List.of(home.resolve("conf"), home.resolve("jars/*")));
    }

    /** The folder in which Spark's processes run. */
    Path workingFolder() throws IOException {
        return site.state().folder("spark/work");
    }

    private Path create() throws IOException {
        Path home = site.state().folder("spark/home");
        Path conf = site.state().folder("spark/home/conf");
        Files.writeString(conf.resolve("log4j2.properties"), Log4j.CONSOLE, UTF_8);
        link(site.state().folder("spark/home/jars"), site.installation().jarsOf("spark"));
        return home;
    }

    private static void link(Path folder, List<Path> jars) throws IOException {
        Set<Path> wanted = new HashSet<>();
        for (Path jar : jars) {
            Path link = folder.resolve(jar.getFileName());
            wanted.add(link);
            if (!Files.isSymbolicLink(link) || !Files.readSymbolicLink(link).equals(jar)) {
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, jar);
            }
        }
        try (Stream<Path> present = Files.list(folder)) {
            for (Path old : present.filter(path -> !wanted.contains(path)).toList()) {
                Files.delete(old);
            }
        }
    }
}
