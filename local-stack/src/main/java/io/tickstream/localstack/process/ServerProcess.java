package io.tickstream.localstack.process;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A running process of the stack, with all that it has started itself (a Spark worker starts executors).
 *
 * @param name the server's name, such as kafka
 * @param handle the process that we started
 */
public record ServerProcess(String name, ProcessHandle handle) {
    /** The operating system's number of the process. */
    public long pid() {
        return handle.pid();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return ProcStat.runs(handle);
    }

    /** When it was started, by the operating system's account. */
    public Instant startedAt() {
        return handle.info().startInstant().orElse(Instant.EPOCH);
    }

    /** Processor time used so far by the process and its living descendants. */
    public Duration cpuTime() {
        return family().map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Resident memory of the process and its descendants. Unit: bytes; 0 when it has ended. */
    public long residentBytes() {
        return ResidentMemory.of(family().map(ProcessHandle::pid).toList());
    }

    /**
     * Ends the process, then what it has started and not ended itself: politely, then, after the grace period, by force.
     * Returns when nothing is left.
     *
     * @return whether all ended within the grace period
     */
    public boolean stop(Duration grace) throws InterruptedException {
        long begun = System.nanoTime();
        List<ProcessHandle> family = family().toList();
        handle.destroy();
        Await.until(() -> !isAlive(), grace);
        List<ProcessHandle> left = withLateOnes(family);
        left.stream().filter(process -> !process.equals(handle)).forEach(ProcessHandle::destroy);
        if (ended(left, grace.minusNanos(System.nanoTime() - begun))) {
            return true;
        }
        List<ProcessHandle> deaf = withLateOnes(left);
        deaf.forEach(ProcessHandle::destroyForcibly);
        ended(deaf, Duration.ofSeconds(10));
        return false;
    }

    /** A Spark worker that loses its executor while it ends may start another one, which then outlives it. */
    private List<ProcessHandle> withLateOnes(List<ProcessHandle> known) {
        return Stream.of(known.stream(), family(), session())
                .flatMap(Function.identity())
                .filter(ProcStat::runs)
                .distinct()
                .toList();
    }

    private static boolean ended(List<ProcessHandle> processes, Duration atMost) throws InterruptedException {
        return Await.until(() -> processes.stream().noneMatch(ProcStat::runs), atMost);
    }

    /** What lives in the session that the process began. */
    private Stream<ProcessHandle> session() {
        return ProcessHandle.allProcesses()
                .filter(process -> ProcStat.of(process.pid())
                        .filter(stat -> stat.session() == handle.pid())
                        .isPresent())
                .filter(ProcStat::runs);
    }

    private Stream<ProcessHandle> family() {
        return Stream.concat(Stream.of(handle), handle.descendants()).filter(ProcStat::runs);
    }
}
