package io.tickstream.localstack.process;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
        return handle.isAlive();
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
     * Ends the process and its descendants: politely, then, after the grace period, by force. Returns when none is left.
     *
     * @return whether they ended within the grace period
     */
    public boolean stop(Duration grace) throws InterruptedException {
        long begun = System.nanoTime();
        List<ProcessHandle> family = family().toList();
        handle.destroy();
        boolean polite = end(family, grace);
        // a Spark worker that loses its executor while it ends may start another one, which then outlives it
        List<ProcessHandle> late = session().toList();
        late.forEach(ProcessHandle::destroy);
        return end(late, grace.minusNanos(System.nanoTime() - begun)) && polite;
    }

    /** Waits for processes that were told to end, and ends by force those that do not. */
    private boolean end(List<ProcessHandle> told, Duration grace) throws InterruptedException {
        if (Await.until(() -> told.stream().noneMatch(ProcessHandle::isAlive), grace)) {
            return true;
        }
        List<ProcessHandle> deaf = Stream.concat(told.stream(), family()).toList();
        deaf.forEach(ProcessHandle::destroyForcibly);
        Await.until(() -> deaf.stream().noneMatch(ProcessHandle::isAlive), Duration.ofSeconds(10));
        return false;
    }

    /** What lives in the session that the process began. */
    private Stream<ProcessHandle> session() {
        return ProcessHandle.allProcesses()
                .filter(process -> ProcStat.of(process.pid())
                        .filter(stat -> stat.session() == handle.pid())
                        .isPresent())
                .filter(ProcessHandle::isAlive);
    }

    private Stream<ProcessHandle> family() {
        return Stream.concat(Stream.of(handle), handle.descendants()).filter(ProcessHandle::isAlive);
    }
}
