package io.tickstream.localstack.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What Linux says of a process in {@code /proc/PID/stat}. See proc_pid_stat(5).
 *
 * @param state {@code Z} for one that has ended and whose parent has not taken notice yet
 * @param session the session's number, which is the pid of the process that began it; a process stays in it when its
 *     parent has ended
 * @param threads how many there still are, the ended one that stands for the process included
 * @param startTime when the process was started, in the kernel's ticks since boot
 */
record ProcStat(char state, long session, int threads, String startTime) {
    /** The fields that follow the name, which may hold blanks and brackets; field 3 is the first of them. */
    private static final int STATE = 3 - 3;

    private static final int SESSION = 6 - 3;

    private static final int THREADS = 20 - 3;

    private static final int START_TIME = 22 - 3;

    private static final char ZOMBIE = 'Z';

    /**
     * Whether a process runs, or has ended and still holds its files and ports. One that holds nothing any more stays in
     * the system's list until its parent has taken notice, which may be never.
     */
    static boolean runs(ProcessHandle process) {
        return process.isAlive() && of(process.pid()).filter(ProcStat::hasEnded).isEmpty();
    }

    private boolean hasEnded() {
        return state == ZOMBIE && threads <= 1; // a killed process's first thread ends before others let go
    }

    /** Empty if the process has ended, and on systems other than Linux. */
    static Optional<ProcStat> of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"), UTF_8);
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(new ProcStat(
                    afterName[STATE].charAt(0),
                    Long.parseLong(afterName[SESSION]),
                    Integer.parseInt(afterName[THREADS]),
                    afterName[START_TIME]));
        } catch (IOException notLinuxOrEnded) {
            return Optional.empty();
        }
    }
}
