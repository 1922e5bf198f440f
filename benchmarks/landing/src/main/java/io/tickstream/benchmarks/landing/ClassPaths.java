package io.tickstream.benchmarks.landing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a contender's JVM is started: each with the same heap and the JVM's usual collector and compilers.
 *
 * @param root the checkout
 */
record ClassPaths(Path root) {
    private static final String HEAP = "-Xmx1g";

    /** What Spark 3.5 and Flink 1.16 need to reach into on Java 17; spark-submit gives the same. */
    private static final List<String> OPENS = Stream.of(
                    "java.lang",
                    "java.lang.invoke",
                    "java.lang.reflect",
                    "java.io",
                    "java.net",
                    "java.nio",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.concurrent.atomic",
                    "jdk.internal.ref",
                    "sun.nio.ch",
                    "sun.nio.cs",
                    "sun.security.action",
                    "sun.util.calendar")
            .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
            .toList();

    List<String> command(Contender contender, List<String> moreOptions) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(HEAP);
        command.addAll(moreOptions);
        if (contender.jars() != Contender.Jars.DRIVER) {
            command.addAll(OPENS);
            command.add("-Djdk.reflect.useDirectMethodHandle=false");
        }
        command.addAll(List.of("-cp", classPath(contender.jars()), contender.mainClass()));
        return command;
    }

    private String classPath(Contender.Jars jars) throws IOException {
        return switch (jars) {
            case DRIVER -> System.getProperty("java.class.path"); // this process's own
            case SPARK ->
                String.join(
                        File.pathSeparator,
                        path("benchmarks/landing/target/benchmark-landing.jar"),
                        path("spark-streaming/target/spark-streaming-job.jar"),
                        listed("local-stack/servers/spark/target/classpath"));
            case FLINK ->
                String.join(
                        File.pathSeparator,
                        path("benchmarks/landing/flink/target/benchmark-landing-flink.jar"),
                        listed("benchmarks/landing/flink/target/classpath"));
        };
    }

    private String path(String file) {
        return root.resolve(file).toString();
    }

    private String listed(String file) throws IOException {
        return Files.readString(root.resolve(file), UTF_8).strip();
    }
}
