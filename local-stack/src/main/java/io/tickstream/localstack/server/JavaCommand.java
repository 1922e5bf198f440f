package io.tickstream.localstack.server;

import static java.util.stream.Collectors.joining;

import io.tickstream.localstack.process.Command;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts together how a JVM is started: with the Java that runs us, and small. */
final class JavaCommand {
    /** For a JVM that starts more than it works. */
    static final String QUICK_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";

    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    private JavaCommand(int heapMegabytes) {
        arguments.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        arguments.add("-Xmx%dm".formatted(heapMegabytes));
        arguments.add("-XX:+ExitOnOutOfMemoryError");
    }

    /** A JVM with so much heap at most. */
    static JavaCommand withHeap(int megabytes) {
        return new JavaCommand(megabytes);
    }

    /** The garbage collector with the least overhead, and the quick compiler only: for servers that mostly wait. */
    JavaCommand thatMostlyWaits() {
        return jvm("-XX:+UseSerialGC", QUICK_COMPILER_ONLY, "-Xss512k");
    }

    JavaCommand jvm(String... options) {
        arguments.addAll(List.of(options));
        return this;
    }

    JavaCommand jvm(List<String> options) {
        arguments.addAll(options);
        return this;
    }

    JavaCommand classPath(List<Path> entries) {
        return jvm("-cp", entries.stream().map(Path::toString).collect(joining(File.pathSeparator)));
    }

    JavaCommand environment(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    /** The command that runs a class. */
    Command main(Path workingFolder, String mainClass, String... mainArguments) {
        name(workingFolder);
        arguments.add(mainClass);
        arguments.addAll(List.of(mainArguments));
        return new Command(arguments, environment, workingFolder);
    }

    /** The command that runs a jar with a class path of its own. */
    Command jar(Path workingFolder, Path jar) {
        name(workingFolder);
        arguments.addAll(List.of("-jar", jar.toString()));
        return new Command(arguments, environment, workingFolder);
    }

    /** Lets people who look at a list of processes see which stack one belongs to. */
    private void name(Path workingFolder) {
        arguments.add("-Dtickstream.folder=" + workingFolder);
    }
}
