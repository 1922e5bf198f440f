package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import io.tickstream.localstack.server.Port;
import io.tickstream.localstack.server.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Compose's script submits the job that lands, and shows nobody the password. */
@WithLocalStack
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads from /proc how the local stack starts the job")
class ComposeJobIT {
    private static final String SCRIPT = "spark/submit-landing-job.sh";
    private static final String SPARK_SUBMIT = "org.apache.spark.deploy.SparkSubmit";

    @TempDir
    Path folder;

    @Test
    void a_tick_lands_by_the_job_that_the_script_submits(RunningStack stack) throws IOException, InterruptedException {
        RunningCommand like = RunningCommand.of(stack.process("job").pid());
        String password = stack.stack().site().state().password(Role.JOB);
        stack.down("job");
        Process job = new ComposeScripts(folder).start(SCRIPT, environment(stack, like, password));
        try {
            JsonNode tick = stack.tick();
            Landed landed = new Landed(stack);
            landed.awaitCompanies(Landed.id(tick), 10);
            landed.awaitReceipt(Landed.id(tick), Landed.slot(tick));

            RunningCommand running = RunningCommand.of(job.pid());
            assertThat(running.arguments()).contains(SPARK_SUBMIT).noneMatch(argument -> argument.contains(password));
            assertThat(running.environment()).doesNotContainKey("CASSANDRA_JOB_PASSWORD");
            for (ProcessHandle executor :
                    stack.process("spark-worker").handle().descendants().toList()) {
                assertThat(RunningCommand.of(executor.pid()).arguments())
                        .noneMatch(argument -> argument.contains(password));
            }
            assertThat(Files.readString(new ComposeScripts(folder).said(SCRIPT), UTF_8))
                    .doesNotContain(password);
        } finally {
            job.destroy();
            if (!job.waitFor(30, TimeUnit.SECONDS)) {
                job.destroyForcibly().waitFor();
            }
            stack.up("job");
        }
    }

    @Test
    void without_a_password_the_script_says_how_to_make_one() throws IOException, InterruptedException {
        ComposeScripts.Run run = new ComposeScripts(folder).run(SCRIPT, Map.of());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.said()).contains("CASSANDRA_JOB_PASSWORD", "./tickstream compose-env");
    }

    private Map<String, String> environment(RunningStack stack, RunningCommand like, String password)
            throws IOException {
        // Spark's own script is not among Maven's artifacts; its program is
        Path sparkSubmit = new ComposeScripts(folder)
                .tool("spark-submit", "exec " + quoted(like.before(SPARK_SUBMIT)) + " " + SPARK_SUBMIT + " \"$@\"");
        Map<String, String> environment = new HashMap<>();
        like.environment().forEach((name, value) -> {
            if (name.startsWith("SPARK_")) {
                environment.put(name, value);
            }
        });
        environment.put("SPARK_SUBMIT", sparkSubmit.toString());
        environment.put("SPARK_MASTER_URL", "spark://" + stack.address(Port.SPARK_MASTER));
        environment.put("SPARK_DRIVER_HOST", "127.0.0.1");
        environment.put("BIND_ADDRESS", "127.0.0.1");
        environment.put("UI_PORT", port(stack, Port.JOB_UI));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.address(Port.KAFKA));
        environment.put("REGISTRY_URL", "http://" + stack.address(Port.REGISTRY));
        environment.put("CASSANDRA_HOST", "127.0.0.1");
        environment.put("CASSANDRA_PORT", port(stack, Port.CASSANDRA));
        environment.put("CASSANDRA_JOB_PASSWORD", password);
        environment.put("CHECKPOINT", folder.resolve("checkpoint").toUri().toString());
        // what the worker has
        environment.put("EXECUTOR_MEMORY", "512m");
        List<String> arguments = new ArrayList<>(like.arguments());
        environment.put("JOB_JAR", arguments.get(arguments.size() - 1));
        environment.put("TMPDIR", folder.toString());
        return environment;
    }

    private static String port(RunningStack stack, Port port) {
        return stack.address(port).replaceFirst(".*:", "");
    }

    private static String quoted(List<String> arguments) {
        return arguments.stream().map(argument -> "'" + argument + "'").collect(Collectors.joining(" "));
    }
}
