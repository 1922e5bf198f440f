package io.tickstream.localstack.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import io.tickstream.contract.CqlFiles;
import io.tickstream.localstack.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One Cassandra node with password authentication, our roles and our tables. */
final class CassandraServer extends Server {
    static final String NAME = "cassandra";

    private static final int HEAP_MEGABYTES = 512;

    /** What a new node creates by itself, and what everybody knows. */
    private static final String DEFAULT_SUPERUSER = "cassandra";

    /** What Cassandra 5.0 needs to reach into on Java 17; its own start script gives the same. */
    private static final List<String> MODULE_OPTIONS = Stream.concat(
                    Stream.of(
                                    "java.base/jdk.internal.misc",
                                    "java.management.rmi/com.sun.jmx.remote.internal.rmi",
                                    "java.rmi/sun.rmi.registry",
                                    "java.rmi/sun.rmi.server",
                                    "java.sql/java.sql",
                                    "java.base/java.lang.ref",
                                    "jdk.unsupported/sun.misc",
                                    "jdk.compiler/com.sun.tools.javac.file",
                                    "jdk.attach/sun.tools.attach")
                            .flatMap(name -> Stream.of("--add-exports", name + "=ALL-UNNAMED")),
                    Stream.of(
                                    "java.base/java.io",
                                    "java.base/java.lang",
                                    "java.base/java.lang.module",
                                    "java.base/java.lang.reflect",
                                    "java.base/java.util",
                                    "java.base/jdk.internal.loader",
                                    "java.base/jdk.internal.math",
                                    "java.base/jdk.internal.module",
                                    "java.base/jdk.internal.ref",
                                    "java.base/jdk.internal.reflect",
                                    "java.base/jdk.internal.util.jar",
                                    "java.base/sun.nio.ch",
                                    "jdk.compiler/com.sun.tools.javac",
                                    "jdk.management/com.sun.management.internal")
                            .flatMap(name -> Stream.of("--add-opens", name + "=ALL-UNNAMED")))
            .toList();

    private final Site site;

    CassandraServer(Site site) {
        super(NAME, List.of(Port.CASSANDRA, Port.CASSANDRA_STORAGE, Port.CASSANDRA_JMX), List.of());
        this.site = site;
    }

    @Override
    Command command() throws IOException {
        Path conf = site.state().folder("cassandra/conf");
        Path data = site.state().folder("cassandra/data");
        Path yaml = conf.resolve("cassandra.yaml");
        Path logback = conf.resolve("logback.xml");
        StateFolder.writeSecret(yaml, yaml() + (site.settings().secured() ? encryption() : ""));
        Files.writeString(logback, LOGBACK, UTF_8);
        List<Path> jars = site.installation().jarsOf("cassandra");
        Path jamm = jars.stream()
                .filter(jar -> jar.getFileName().toString().startsWith("jamm-"))
                .findFirst()
                .orElseThrow(() -> new StackException(
                        "Cassandra's agent jamm is not on its class path. Build again: mvn -DskipTests package."));
        return JavaCommand.withHeap(HEAP_MEGABYTES)
                .jvm("-Xss512k", "-XX:+UseSerialGC", "-javaagent:" + jamm)
                .jvm(MODULE_OPTIONS)
                .jvm(
                        "-Djdk.attach.allowAttachSelf=true",
                        "-Dio.netty.tryReflectionSetAccessible=true",
                        "-Dcassandra.config=" + yaml.toUri(),
                        "-Dcassandra.storagedir=" + data,
                        "-Dcassandra.logdir=" + site.state().logs(),
                        "-Dlogback.configurationFile=" + logback,
                        "-Dcassandra.jmx.local.port=" + site.settings().port(Port.CASSANDRA_JMX),
                        // Without it, output ends before the node is up.
                        "-Dcassandra-foreground=yes",
                        // One node has nobody to wait for.
                        "-Dcassandra.superuser_setup_delay_ms=0",
                        "-Dcassandra.ring_delay_ms=100",
                        "-Dcassandra.skip_wait_for_gossip_to_settle=0")
                .classPath(jars)
                .main(data, "org.apache.cassandra.service.CassandraDaemon");
    }

    /** Ready once somebody with a name can log in: a new node takes some moments until its superuser is there. */
    @Override
    boolean isReady() {
        if (!site.accepts(Port.CASSANDRA)) {
            return false;
        }
        try (CqlSession session = superuserSession()) {
            return session != null;
        } catch (AllNodesFailedException | IOException notYet) {
            return false;
        }
    }

    /** Takes the default superuser's place, then creates tables and roles. */
    @Override
    void prepare() throws IOException {
        try (CqlSession session = superuserSession()) {
            String ours = Role.ADMIN.roleName();
            session.execute("CREATE ROLE IF NOT EXISTS %s WITH SUPERUSER = true AND LOGIN = true AND PASSWORD = '%s'"
                    .formatted(ours, site.state().password(Role.ADMIN)));
        }
        try (CqlSession session = Cql.session(site, Role.ADMIN)) {
            CqlFiles.statements().forEach(session::execute);
            Set<String> present = session.execute("LIST ROLES").all().stream()
                    .map(row -> row.getString("role"))
                    .collect(Collectors.toSet());
            for (Role role : Role.values()) {
                if (role != Role.ADMIN) {
                    grant(session, role, present.contains(role.roleName()));
                }
            }
            // Last, so that a start that was cut off can begin again.
            session.execute("ALTER ROLE %s WITH SUPERUSER = false AND LOGIN = false".formatted(DEFAULT_SUPERUSER));
        }
    }

    private void grant(CqlSession session, Role role, boolean present) throws IOException {
        boolean known = present && site.state().hasPassword(role);
        if (!known) {
            session.execute("%s ROLE %s WITH LOGIN = true AND PASSWORD = '%s'"
                    .formatted(
                            present ? "ALTER" : "CREATE",
                            role.roleName(),
                            site.state().password(role)));
        }
        role.grantStatements().forEach(session::execute);
    }

    private CqlSession superuserSession() throws IOException {
        if (site.state().hasPassword(Role.ADMIN)) {
            try {
                return Cql.session(site, Role.ADMIN);
            } catch (AllNodesFailedException e) {
                if (!deniedLogin(e)) {
                    throw e;
                }
            }
        }
        try {
            return Cql.session(site, DEFAULT_SUPERUSER, DEFAULT_SUPERUSER);
        } catch (AllNodesFailedException e) {
            // LOGIN = false of the default superuser is only reached after ours was created
            if (deniedLogin(e) && e.getMessage().contains("not permitted to log in")) {
                throw new StackException(
                        "Cassandra knows another password for %s than %s/secrets/admin.password. Put the right file back, or remove all data: ./tickstream reset"
                                .formatted(Role.ADMIN.roleName(), site.state().root()),
                        e);
            }
            throw e;
        }
    }

    private static boolean deniedLogin(AllNodesFailedException e) {
        return e.getAllErrors().values().stream()
                .flatMap(List::stream)
                .anyMatch(AuthenticationException.class::isInstance);
    }

    @Override
    Duration grace() {
        return Duration.ofSeconds(40); // it drains before it ends
    }

    private String yaml() {
        return """
                cluster_name: tickstream-local
                partitioner: org.apache.cassandra.dht.Murmur3Partitioner
                num_tokens: 1
                seed_provider:
                  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                    parameters:
                      - seeds: "127.0.0.1:%2$d"
                listen_address: 127.0.0.1
                storage_port: %2$d
                rpc_address: 127.0.0.1
                native_transport_port: %1$d
                endpoint_snitch: SimpleSnitch

                authenticator: PasswordAuthenticator
                authorizer: CassandraAuthorizer
                role_manager: CassandraRoleManager

                # An acknowledged row survives a crash: acknowledgements wait for the disk, ten milliseconds' worth at once.
                commitlog_sync: group
                commitlog_sync_group_window: 10ms
                commitlog_segment_size: 16MiB
                commitlog_total_space: 512MiB

                storage_compatibility_mode: NONE
                memtable:
                  configurations:
                    trie:
                      class_name: TrieMemtable
                    default:
                      inherits: trie
                memtable_allocation_type: offheap_objects
                memtable_offheap_space: 256MiB
                sstable:
                  selected_format: bti
                default_compaction:
                  class_name: UnifiedCompactionStrategy
                  parameters:
                    scaling_parameters: T4
                file_cache_size: 32MiB
                key_cache_size: 8MiB
                networking_cache_size: 16MiB
                batch_size_warn_threshold: 64KiB
                batch_size_fail_threshold: 640KiB
                auto_snapshot: false
                hinted_handoff_enabled: false
                concurrent_reads: 8
                concurrent_writes: 16
                concurrent_compactors: 1
                native_transport_max_threads: 32
                """
                .formatted(site.settings().port(Port.CASSANDRA), site.settings().port(Port.CASSANDRA_STORAGE));
    }

    private String encryption() throws IOException {
        return """

                # clients speak TLS, or are not heard
                client_encryption_options:
                  enabled: true
                  optional: false
                  keystore: %s
                  keystore_password: %s
                  store_type: PKCS12
                  require_client_auth: false
                """
                .formatted(
                        site.certificates().serverKeyStore(),
                        site.certificates().password());
    }

    private static final String LOGBACK =
            """
            <configuration>
              <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
                <encoder>
                  <pattern>%d{yyyy-MM-dd'T'HH:mm:ss.SSSX,UTC} %-5level %logger{0}: %msg%n%ex</pattern>
                </encoder>
              </appender>
              <root level="info">
                <appender-ref ref="console"/>
              </root>
            </configuration>
            """;
}
