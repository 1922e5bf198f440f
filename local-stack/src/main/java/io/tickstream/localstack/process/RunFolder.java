package io.tickstream.localstack.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts processes that outlive this one and finds them again: a pid file each, and their output in a log file each.
 * A pid file holds the pid and when the process was started, so that another process with a reused pid is never
 * mistaken for ours.
 */
public final class RunFolder {
    private static final String PID_SUFFIX = ".pid";

    /** In a session of its own, by which whatever it starts is found again; macOS has no setsid. */
    private static final String IN_A_SESSION =
            "trap '' INT HUP; command -v setsid >/dev/null && exec setsid \"$@\"; exec \"$@\"";

    private final Path pids;
    private final Path logs;

    /** Both folders must exist. */
    public RunFolder(Path pids, Path logs) {
        this.pids = pids;
        this.logs = logs;
    }

    /** Where the process of this name writes its output; the file may not exist. */
    public Path log(String name) {
        return logs.resolve(name + ".log");
    }

    /** The process of this name, if it runs. */
    public Optional<ServerProcess> find(String name) throws IOException {
        try {
            return parse(name, Files.readAllLines(pidFile(name), UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether the process of this name has ended although nobody stopped it. */
    public boolean died(String name) throws IOException {
        return Files.exists(pidFile(name)) && find(name).isEmpty();
    }

    /**
     * Starts a process whose output is appended to its log. It ignores the terminal's Ctrl-C and hang-up, which reach
     * all processes at once: whoever started it stops it, in order.
     *
     * @throws IOException if the program cannot be started
     */
    public ServerProcess start(String name, Command command) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("/bin/sh", "-c", IN_A_SESSION, "sh"));
        arguments.addAll(command.arguments());
        ProcessBuilder builder = new ProcessBuilder(arguments)
                .directory(command.workingFolder().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()));
        builder.environment().putAll(command.environment());
        ProcessHandle handle = builder.start().toHandle();
        try {
            note(name, handle);
        } catch (IOException e) {
            handle.destroyForcibly(); // nobody would find it again
            throw e;
        }
        return new ServerProcess(name, handle);
    }

    /** Writes the pid file of a process that somebody else has started, in the terminal. */
    public void note(String name, ProcessHandle handle) throws IOException {
        Files.writeString(pidFile(name), handle.pid() + "\n" + startMark(handle) + "\n", UTF_8);
    }

    /** Puts the log of the last run aside as NAME.log.1, so that a log tells of one run. */
    public void rotateLog(String name) throws IOException {
        Path log = log(name);
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Removes the pid file, after the process was stopped. */
    public void forget(String name) throws IOException {
        Files.deleteIfExists(pidFile(name));
    }

    /** Where the number of the process of this name stands, in its first line; the file is there while it runs. */
    public Path pidFile(String name) {
        return pids.resolve(name + PID_SUFFIX);
    }

    private static Optional<ServerProcess> parse(String name, List<String> lines) {
        if (lines.size() < 2) {
            return Optional.empty();
        }
        long pid = Long.parseLong(lines.get(0));
        String mark = lines.get(1);
        return ProcessHandle.of(pid)
                .filter(ProcStat::runs)
                .filter(handle -> startMark(handle).equals(mark))
                .map(handle -> new ServerProcess(name, handle));
    }

    /**
     * When the process was started: on Linux in the kernel's ticks since boot, since what is derived from the clock on
     * the wall changes whenever that is set.
     */
    private static String startMark(ProcessHandle handle) {
        return ProcStat.of(handle.pid())
                .map(ProcStat::startTime)
                .orElseGet(() ->
                        handle.info().startInstant().map(Instant::toString).orElse(""));
    }
}
