package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs the scripts that docker-compose.yml mounts into containers, as processes of this machine. */
final class ComposeScripts {
    private final Path folder;

    /** @param folder for what the scripts say and for tools that stand in for those of the images */
    ComposeScripts(Path folder) {
        this.folder = folder;
    }

    /** What a script did. */
    record Run(int status, String said) {}

    static Path root() {
        return Path.of(System.getProperty("tickstream.root"));
    }

    /** The variables of a service of docker-compose.yml whose names begin so, with their plain values. */
    static Map<String, String> environment(String prefix) throws IOException {
        return Pattern.compile("(?m)^ +(" + prefix + "\\w+): \"?([^\"\\s]+)\"?$")
                .matcher(Files.readString(root().resolve("docker-compose.yml"), UTF_8))
                .results()
                .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2)));
    }

    /** Makes a program of this name that the scripts find first. */
    Path tool(String name, String script) throws IOException {
        Path tool = Files.createDirectories(folder.resolve("tools")).resolve(name);
        Files.writeString(tool, "#!/bin/sh\n" + script + "\n", UTF_8);
        return Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
    }

    /** Starts a script of the folder compose/; what it says goes to a file beside the tools. */
    Process start(String script, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        List.of("sh", root().resolve("compose").resolve(script).toString()))
                .redirectErrorStream(true)
                .redirectOutput(said(script).toFile());
        Map<String, String> all = new HashMap<>(environment);
        all.put("PATH", folder.resolve("tools") + ":" + System.getenv("PATH"));
        builder.environment().putAll(all);
        return builder.start();
    }

    /** Runs a script to its end. */
    Run run(String script, Map<String, String> environment) throws IOException, InterruptedException {
        int status = start(script, environment).waitFor();
        return new Run(status, Files.readString(said(script), UTF_8));
    }

    Path said(String script) {
        return folder.resolve(script.replace('/', '-') + ".log");
    }
}
