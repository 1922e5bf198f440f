package io.tickstream.compose;

import io.tickstream.compose.ContainerFile.Instruction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What we demand of a container file; each breach is one complaint. */
final class ContainerFileRules {
    private static final Pattern PINNED = Pattern.compile("[a-z0-9.-]+\\.[a-z]+/[^:]+:[^:]*\\d+\\.\\d+[^:]*");
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|passwd|secret|token|private_key)[A-Z_]*=.*");
    private static final Pattern ORDINARY_USER = Pattern.compile("[1-9]\\d*(:\\d+)?");

    private final Path root;
    private final ContainerFile file;
    private final Set<String> stages = new HashSet<>();
    private final List<String> complaints = new ArrayList<>();

    private ContainerFileRules(Path root, ContainerFile file) {
        this.root = root;
        this.file = file;
    }

    /** @param root the build's context */
    static List<String> complaints(Path root, ContainerFile file) {
        ContainerFileRules rules = new ContainerFileRules(root, file);
        file.instructions().forEach(rules::check);
        rules.user();
        rules.labels();
        return rules.complaints;
    }

    private void check(Instruction instruction) {
        switch (instruction.name()) {
            case "FROM" -> from(instruction);
            case "COPY" -> copy(instruction);
            case "ADD" -> complaints.add("ADD fetches and unpacks; COPY does what it says");
            case "RUN" -> run(instruction.arguments());
            case "ENV", "ARG", "LABEL" -> secrets(instruction);
            case "ENTRYPOINT", "CMD" -> {
                if (!instruction.arguments().startsWith("[")) {
                    complaints.add(instruction.name() + " goes through a shell, which keeps signals for itself");
                }
            }
            case "MAINTAINER" -> complaints.add("MAINTAINER is deprecated");
            default -> {}
        }
    }

    private void from(Instruction from) {
        List<String> words = from.words();
        if (!stages.contains(words.get(0)) && !PINNED.matcher(words.get(0)).matches()) {
            complaints.add("FROM %s: pin a version and name the registry".formatted(words.get(0)));
        }
        if (words.size() == 3) {
            stages.add(words.get(2));
        }
    }

    private void copy(Instruction copy) {
        String stage = copy.option("--from");
        if (!stage.isEmpty()) {
            if (!stages.contains(stage)) {
                complaints.add("COPY --from=%s: there is no such stage before".formatted(stage));
            }
            return;
        }
        List<String> words = copy.words();
        for (String source : words.subList(0, words.size() - 1)) {
            // what the build makes need not be there yet
            String wanted = source.contains("/target/") ? source.substring(0, source.indexOf("/target/")) : source;
            if (!exists(wanted)) {
                complaints.add("COPY %s: it does not exist".formatted(source));
            }
        }
    }

    private boolean exists(String source) {
        Path path = root.resolve(source);
        if (!source.contains("*")) {
            return Files.exists(path);
        }
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(path.getParent(), path.getFileName().toString())) {
            return found.iterator().hasNext();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + path.getParent(), e);
        }
    }

    private void run(String command) {
        if (command.matches(".*\\b(apt-get|apt) .*install.*")
                && !(command.contains("--no-install-recommends") && command.contains("/var/lib/apt/lists"))) {
            complaints.add("RUN apt-get install: without --no-install-recommends, or its lists stay in the image");
        }
        if (command.matches(".*\\b(curl|wget)\\b.*\\|\\s*(ba)?sh\\b.*")) {
            complaints.add("RUN: what comes from the network is not run unseen");
        }
        if (command.matches(".*\\bsudo\\b.*") || command.matches(".*chmod (-R )?0?777.*")) {
            complaints.add("RUN: sudo and 777 give away what USER protects");
        }
    }

    private void secrets(Instruction instruction) {
        if (SECRET.matcher(instruction.arguments()).matches()) {
            complaints.add(instruction.name() + ": a secret stays in the image for ever");
        }
    }

    private void user() {
        String user = "";
        for (Instruction instruction : file.lastStage()) {
            if (instruction.name().equals("USER")) {
                user = instruction.arguments();
            }
        }
        if (!ORDINARY_USER.matcher(user).matches()) {
            complaints.add(
                    "the image runs as '%s'; give a number other than 0, as Kubernetes wants it".formatted(user));
        }
    }

    private void labels() {
        boolean versioned = file.lastStage().stream()
                .anyMatch(instruction -> instruction.name().equals("ARG")
                        && instruction.arguments().equals("VERSION=" + Repository.version()));
        if (!versioned) {
            complaints.add("ARG VERSION is not %s".formatted(Repository.version()));
        }
    }
}
