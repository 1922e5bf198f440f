package io.tickstream.localstack.cli;

import io.tickstream.localstack.server.LocalStack;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Compare the landing job's checkpoint with Kafka: what would a start lose, what would it read again?",
            "Changes nothing. Exits 0 if nothing would be lost, else 1. The job asks the same before it reads, and does"
                    + " not start if records would be lost, unless it is told to by"
                    + " --conf spark.tickstream.acceptLoss=true."
        })
final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print it as JSON.")
    boolean json;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LocalStack stack = Place.running("kafka");
        JobRun doctor = JobRun.of(
                "Comparing the checkpoint with Kafka",
                stack.doctorCommand(json ? List.of("--json") : List.of()),
                stack.site().state().logs().resolve("doctor.log"),
                spec.commandLine().getErr());
        if (doctor.result().isBlank()) {
            throw doctor.failed("The doctor could not tell");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(doctor.result());
        out.flush();
        return doctor.exitCode() == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }
}
