package io.tickstream.localstack.cli;

/** What the commands tell the shell. Wrong use is 2, as picocli has it. */
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int NOT_RUNNING = 3;

    private ExitCode() {}
}
