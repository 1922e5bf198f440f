package io.tickstream.localstack.companyapi;

import java.util.Optional;
import java.util.OptionalInt;

/** How the next requests are answered. */
final class CurrentBehaviour {
    private Optional<Instruction> instruction;

    CurrentBehaviour(Optional<Instruction> initial) {
        this.instruction = initial;
    }

    /** In place of what was told before. */
    synchronized void follow(Instruction other) {
        instruction = Optional.of(other);
    }

    /** Back to usual. */
    synchronized void forget() {
        instruction = Optional.empty();
    }

    /** What is left of the instruction. */
    synchronized Optional<Instruction> left() {
        return instruction;
    }

    /** For one request, which counts. */
    synchronized Optional<Behaviour> next() {
        Optional<Behaviour> behaviour = instruction.map(Instruction::behaviour);
        instruction = instruction.flatMap(CurrentBehaviour::afterOneMore);
        return behaviour;
    }

    private static Optional<Instruction> afterOneMore(Instruction instruction) {
        if (instruction.times().isEmpty()) {
            return Optional.of(instruction);
        }
        int left = instruction.times().getAsInt() - 1;
        return left == 0
                ? Optional.empty()
                : Optional.of(new Instruction(instruction.behaviour(), OptionalInt.of(left)));
    }
}
