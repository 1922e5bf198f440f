package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import io.tickstream.contract.CqlFiles;
import io.tickstream.contract.Table;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import io.tickstream.localstack.server.Cql;
import io.tickstream.localstack.server.Port;
import io.tickstream.localstack.server.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A new Cassandra with Compose's own cassandra.yaml, made ready by Compose's own script. */
@WithLocalStack
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads from /proc how the local stack starts Cassandra")
class ComposeCassandraIT {
    private static final List<Role> ROLES = List.of(Role.JOB, Role.FUNCTION, Role.OPERATOR, Role.CONSOLE, Role.READER);

    @TempDir
    Path folder;

    @Test
    void the_script_takes_over_a_new_cassandra_and_can_be_run_again(RunningStack stack)
            throws IOException, InterruptedException {
        Map<Port, Integer> ports = Port.freeNumbers();
        int port = ports.get(Port.CASSANDRA);
        ComposeScripts scripts = new ComposeScripts(folder);
        Process cassandra = start(stack, ports);
        try (CqlShell shell = CqlShell.in(folder)) {
            scripts.tool("cqlsh", shell.command());
            Map<String, String> environment = environment(port);

            assertThat(scripts.run("cassandra/apply-schema.sh", environment))
                    .satisfies(run -> assertThat(run.status()).as(run.said()).isZero());

            allIsAsInTheLocalStack(stack, port, environment);
            assertThatThrownBy(() -> session(port, "cassandra", "cassandra").close())
                    .isInstanceOf(AllNodesFailedException.class);

            // again, with another password for one role
            environment.put("CASSANDRA_READER_PASSWORD", "another-one");
            assertThat(scripts.run("cassandra/apply-schema.sh", environment))
                    .satisfies(run -> assertThat(run.status()).as(run.said()).isZero());
            allIsAsInTheLocalStack(stack, port, environment);

            environment.put("CASSANDRA_ADMIN_PASSWORD", "not-the-one");
            environment.put("WAIT_SECONDS", "2");
            assertThat(scripts.run("cassandra/apply-schema.sh", environment)).satisfies(run -> {
                assertThat(run.status()).isEqualTo(1);
                assertThat(run.said()).contains("cannot log in", ".env", "docker compose down --volumes");
            });
        } finally {
            cassandra.destroy();
            if (!cassandra.waitFor(30, TimeUnit.SECONDS)) {
                cassandra.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void a_password_that_would_break_out_of_its_quotes_is_refused() throws IOException, InterruptedException {
        Map<String, String> environment = environment(1);
        environment.put("CASSANDRA_JOB_PASSWORD", "x'; DROP ROLE y; --");

        assertThat(new ComposeScripts(folder).run("cassandra/apply-schema.sh", environment))
                .satisfies(run -> {
                    assertThat(run.status()).isEqualTo(1);
                    assertThat(run.said()).contains("CASSANDRA_JOB_PASSWORD").doesNotContain("DROP");
                });
    }

    private static Map<String, String> environment(int port) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "CASSANDRA_HOST", "127.0.0.1",
                "CASSANDRA_PORT", String.valueOf(port),
                "CQL_FOLDER",
                        ComposeScripts.root().resolve("contract/src/main/cql").toString(),
                "GRANTS_FILE",
                        ComposeScripts.root()
                                .resolve("compose/cassandra/grants.cql")
                                .toString(),
                "CASSANDRA_ADMIN_PASSWORD", "of-the-admin"));
        ROLES.forEach(role -> environment.put("CASSANDRA_%s_PASSWORD".formatted(role), "of-the-" + role));
        return environment;
    }

    /** Every table is there, and every role may do just what it may in the local stack. */
    private static void allIsAsInTheLocalStack(RunningStack stack, int port, Map<String, String> environment) {
        try (CqlSession admin = session(port, "tickstream_admin", environment.get("CASSANDRA_ADMIN_PASSWORD"))) {
            assertThat(CqlFiles.statements()).isNotEmpty();
            for (Table table : Table.values()) {
                assertThat(admin.getMetadata()
                                .getKeyspace(Table.KEYSPACE)
                                .flatMap(keyspace ->
                                        keyspace.getTable(table.qualifiedName().replace(Table.KEYSPACE + ".", ""))))
                        .as(table.qualifiedName())
                        .isPresent();
            }
            for (Role role : ROLES) {
                assertThat(permissions(admin, role))
                        .as(role.roleName())
                        .isNotEmpty()
                        .isEqualTo(permissions(stack.session(), role));
            }
        }
        for (Role role : ROLES) {
            String password = environment.get("CASSANDRA_%s_PASSWORD".formatted(role));
            try (CqlSession session = session(port, role.roleName(), password)) {
                assertThat(session.execute("SELECT release_version FROM system.local")
                                .one())
                        .isNotNull();
            }
        }
    }

    private static Set<String> permissions(CqlSession session, Role role) {
        Set<String> permissions = new TreeSet<>();
        session.execute("LIST ALL PERMISSIONS OF " + role.roleName())
                .forEach(row -> permissions.add(row.getString("permission") + " on " + row.getString("resource")));
        return permissions;
    }

    private static CqlSession session(int port, String user, String password) {
        return Cql.session(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), user, password);
    }

    /** A second Cassandra like the local stack's, with Compose's yaml on other ports. */
    private Process start(RunningStack stack, Map<Port, Integer> ports) throws IOException, InterruptedException {
        Path yaml = folder.resolve("cassandra.yaml");
        Files.writeString(
                yaml,
                Files.readString(ComposeScripts.root().resolve("compose/cassandra/cassandra.yaml"), UTF_8)
                                // the container's name and its all interfaces
                                .replace("seeds: \"cassandra\"", "seeds: \"127.0.0.1\"")
                                .replace(": cassandra\n", ": 127.0.0.1\n")
                                .replace(": 0.0.0.0\n", ": 127.0.0.1\n")
                        + "storage_port: %d\nnative_transport_port: %d\n"
                                .formatted(ports.get(Port.CASSANDRA_STORAGE), ports.get(Port.CASSANDRA)));
        RunningCommand like = RunningCommand.of(stack.process("cassandra").pid());
        List<String> command = new ArrayList<>();
        for (String argument : like.arguments()) {
            command.add(
                    switch (argument.replaceFirst("=.*", "")) {
                        case "-Dcassandra.config" -> "-Dcassandra.config=" + yaml.toUri();
                        case "-Dcassandra.storagedir" -> "-Dcassandra.storagedir=" + folder.resolve("data");
                        case "-Dcassandra.logdir" -> "-Dcassandra.logdir=" + folder;
                        case "-Dcassandra.jmx.local.port" ->
                            "-Dcassandra.jmx.local.port=" + ports.get(Port.CASSANDRA_JMX);
                        default -> argument;
                    });
        }
        Path log = folder.resolve("cassandra.log");
        Process process = new ProcessBuilder(command)
                .directory(Files.createDirectories(folder.resolve("data")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Landed.patiently().pollInterval(Duration.ofMillis(500)).until(() -> {
            assertThat(process.isAlive())
                    .as(() -> "Cassandra with Compose's yaml, whose log is " + log)
                    .isTrue();
            return Files.readString(log, UTF_8).contains("Starting listening for CQL clients");
        });
        return process;
    }
}
