package io.tickstream.localstack.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to run.
 *
 * @param arguments the program and its arguments; no secret, since every user of the machine can read them
 * @param environment added to our own; holds the secrets
 * @param workingFolder where the process starts
 */
public record Command(List<String> arguments, Map<String, String> environment, Path workingFolder) {
    /** Copies what it is given. */
    public Command {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }
}
