package io.tickstream.localstack.cli;

import io.tickstream.localstack.server.Installation;
import io.tickstream.localstack.server.LocalStack;
import io.tickstream.localstack.server.Site;
import io.tickstream.localstack.server.StackException;
import io.tickstream.localstack.server.StackSettings;
import io.tickstream.localstack.server.StateFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the stack that a command is about: the launcher says where the checkout is, the environment where the state. */
final class Place {
    private static final String ROOT_PROPERTY = "tickstream.root";
    private static final String HOME_VARIABLE = "TICKSTREAM_HOME";

    private Place() {}

    static Installation installation() {
        return new Installation(root());
    }

    static StateFolder state() {
        return new StateFolder(Optional.ofNullable(System.getenv(HOME_VARIABLE))
                .filter(home -> !home.isBlank())
                .map(Path::of)
                .orElseGet(() -> root().resolve(".tickstream")));
    }

    /** The stack with the settings of its last start, or the usual ones. */
    static LocalStack stack() throws IOException {
        StateFolder state = state();
        return stack(StackSettings.lastOrUsual(state));
    }

    static LocalStack stack(StackSettings settings) {
        return new LocalStack(new Site(installation(), state(), settings));
    }

    /** The stack, if this server of it runs. */
    static LocalStack running(String server) throws IOException {
        LocalStack stack = stack();
        if (!stack.answers(server)) {
            throw new NotRunning(server);
        }
        return stack;
    }

    private static Path root() {
        String root = System.getProperty(ROOT_PROPERTY);
        if (root == null) {
            throw new StackException(
                    "The system property %s is not set; start the command by ./tickstream.".formatted(ROOT_PROPERTY));
        }
        return Path.of(root);
    }
}
