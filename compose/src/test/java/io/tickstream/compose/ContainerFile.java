package io.tickstream.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A container file: its instructions in order, comments and line ends taken out. */
record ContainerFile(List<Instruction> instructions) {
    /**
     * One instruction.
     *
     * @param name in capitals
     */
    record Instruction(String name, String arguments) {
        /** The words that are no options. */
        List<String> words() {
            return List.of(arguments.split("\\s+")).stream()
                    .filter(word -> !word.startsWith("--"))
                    .toList();
        }

        /** The value of an option such as --from; empty without it. */
        String option(String option) {
            return List.of(arguments.split("\\s+")).stream()
                    .filter(word -> word.startsWith(option + "="))
                    .map(word -> word.substring(option.length() + 1))
                    .findFirst()
                    .orElse("");
        }
    }

    static ContainerFile parse(String text) {
        List<Instruction> instructions = new ArrayList<>();
        StringBuilder pending = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            boolean goesOn = line.endsWith("\\");
            pending.append(goesOn ? line.substring(0, line.length() - 1) : line).append(' ');
            if (!goesOn) {
                String[] parts = pending.toString().strip().split("\\s+", 2);
                instructions.add(
                        new Instruction(parts[0].toUpperCase(Locale.ROOT), parts.length > 1 ? parts[1].strip() : ""));
                pending.setLength(0);
            }
        }
        return new ContainerFile(instructions);
    }

    /** What each stage begins with. */
    List<String> baseImages() {
        return instructions.stream()
                .filter(instruction -> instruction.name().equals("FROM"))
                .map(instruction -> instruction.words().get(0))
                .toList();
    }

    /** The instructions of the stage that becomes the image. */
    List<Instruction> lastStage() {
        int last = 0;
        for (int index = 0; index < instructions.size(); index++) {
            if (instructions.get(index).name().equals("FROM")) {
                last = index;
            }
        }
        return instructions.subList(last, instructions.size());
    }
}
