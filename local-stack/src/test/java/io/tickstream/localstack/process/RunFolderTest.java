package io.tickstream.localstack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With real processes. */
class RunFolderTest {
    private static final Duration GRACE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private RunFolder processes;

    @BeforeEach
    void create() {
        processes = new RunFolder(folder, folder);
    }

    @AfterEach
    void leave_nothing_running() throws IOException, InterruptedException {
        for (String name : List.of("one", "deaf")) {
            var process = processes.find(name);
            if (process.isPresent()) {
                process.get().stop(Duration.ZERO);
            }
        }
    }

    @Test
    void finds_a_process_again_that_another_command_has_started() throws IOException {
        ServerProcess process = processes.start("one", sh("exec sleep 60"));

        assertThat(new RunFolder(folder, folder).find("one"))
                .hasValueSatisfying(found -> assertThat(found.pid()).isEqualTo(process.pid()));
        assertThat(processes.died("one")).isFalse();
    }

    @Test
    void does_not_take_another_process_with_the_same_pid_for_ours() throws IOException {
        long ourselves = ProcessHandle.current().pid();
        Files.writeString(folder.resolve("one.pid"), ourselves + "\n1234\n");

        assertThat(processes.find("one")).isEmpty();
    }

    @Test
    void tells_a_process_that_died_from_one_that_was_stopped() throws IOException, InterruptedException {
        ServerProcess process = processes.start("one", sh("exec sleep 60"));
        process.stop(GRACE);

        assertThat(processes.died("one")).isTrue();

        processes.forget("one");
        assertThat(processes.died("one")).isFalse();
    }

    @Test
    void stops_what_a_process_has_started_itself() throws IOException, InterruptedException {
        ServerProcess process = processes.start("one", sh("sleep 60 & sleep 60 & wait"));
        await().until(() -> process.handle().descendants().count() == 2);
        List<ProcessHandle> descendants = process.handle().descendants().toList();

        process.stop(GRACE);

        assertThat(descendants).noneMatch(ProcStat::runs);
        assertThat(process.isAlive()).isFalse();
    }

    /** As Spark's worker does, whose executor is replaced while both end. */
    @Test
    @EnabledOnOs(OS.LINUX) // macOS has no setsid
    void stops_what_a_process_starts_while_it_ends() throws IOException, InterruptedException {
        ServerProcess process = processes.start(
                "one", sh("trap 'sleep 60 & echo $! >late; exit 0' TERM; echo ready; while :; do sleep 0.1; done"));
        await().until(() -> LogFile.lastLines(processes.log("one"), 1).contains("ready"));

        boolean polite = process.stop(GRACE);

        long late = Long.parseLong(Files.readString(folder.resolve("late")).strip());
        assertThat(ProcessHandle.of(late).filter(ProcStat::runs)).isEmpty();
        assertThat(polite).isTrue();
    }

    /** Nobody takes notice of it in a container without an init. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void takes_a_process_for_ended_that_nobody_has_taken_notice_of() throws IOException {
        processes.start("one", sh("true & echo $! >child; echo started; exec sleep 60")); // sleep does not ask for it
        await().until(() -> LogFile.lastLines(processes.log("one"), 1).contains("started"));
        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());

        ProcessHandle ended = ProcessHandle.of(child).orElseThrow();

        await().until(() -> !ProcStat.runs(ended));
        assertThat(ended.isAlive()).isTrue();
    }

    @Test
    void ends_a_process_by_force_that_does_not_end_politely() throws IOException, InterruptedException {
        ServerProcess process = processes.start("deaf", sh("trap '' TERM; echo deaf; while :; do sleep 1; done"));
        await().until(() -> LogFile.lastLines(processes.log("deaf"), 1).contains("deaf"));

        boolean polite = process.stop(Duration.ofMillis(300));

        assertThat(polite).isFalse();
        assertThat(process.isAlive()).isFalse();
    }

    /** Ctrl-C reaches every process of a terminal at once; ours must end in order instead. */
    @Test
    void leaves_a_process_alone_when_the_terminal_interrupts() throws IOException, InterruptedException {
        ServerProcess process = processes.start("one", sh("exec sleep 60"));

        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .start()
                .waitFor();
        new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid()))
                .start()
                .waitFor();
        // a signal sent later is delivered later: when this one has ended it, the two before did not
        assertThat(process.isAlive()).isTrue();
        assertThat(process.stop(GRACE)).isTrue();
    }

    @Test
    void keeps_output_in_a_log_and_the_log_of_the_last_run_beside_it() throws IOException, InterruptedException {
        processes.start("one", sh("echo first; exec sleep 60"));
        await().until(() -> LogFile.lastLines(processes.log("one"), 5).contains("first"));
        processes.find("one").orElseThrow().stop(GRACE);

        processes.rotateLog("one");
        processes.start("one", sh("echo second >&2; exec sleep 60"));

        await().until(() -> LogFile.lastLines(processes.log("one"), 5).equals(List.of("second")));
        assertThat(folder.resolve("one.log.1")).hasContent("first");
    }

    @Test
    void measures_memory_and_processor_time() throws IOException {
        ServerProcess process = processes.start("one", sh("while :; do :; done"));

        await().untilAsserted(() -> assertThat(process.cpuTime()).isPositive());
        assertThat(process.residentBytes()).isBetween(100_000L, 1_000_000_000L);
    }

    @Test
    void says_which_program_cannot_be_started() {
        Command command = new Command(List.of("true"), Map.of(), folder.resolve("missing"));

        assertThatThrownBy(() -> processes.start("one", command))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void leaves_no_process_behind_that_it_could_not_find_again() throws IOException {
        RunFolder unwritable = new RunFolder(folder.resolve("missing"), folder);

        assertThatThrownBy(() -> unwritable.start("one", sh("echo $$ >pid; exec sleep 60")))
                .isInstanceOf(IOException.class);

        await().until(() -> ProcessHandle.current().children().noneMatch(ProcessHandle::isAlive));
    }

    private Command sh(String script) {
        return new Command(List.of("/bin/sh", "-c", script), Map.of(), folder);
    }
}
