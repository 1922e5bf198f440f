package io.tickstream.localstack.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.tickstream.contract.CqlFiles;
import io.tickstream.contract.Table;
import io.tickstream.localstack.process.Await;
import io.tickstream.localstack.process.Command;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One Cassandra node with password authentication, our roles and our tables; alone, or one of three that hold the same. */
final class CassandraServer extends Server {
    static final String NAME = "cassandra";

    private static final int HEAP_MEGABYTES = 512;
    private static final int MEMTABLE_MEBIBYTES = 256;

    /** Of each, where there are several. */
    private static final int SHARED_HEAP_MEGABYTES = 320;

    private static final int SHARED_MEMTABLE_MEBIBYTES = 96;

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

    /** One node has nobody to wait for, and nobody to tell that it leaves. */
    private static final List<String> WITHOUT_PEERS = List.of(
            "-Dcassandra.superuser_setup_delay_ms=0",
            "-Dcassandra.skip_wait_for_gossip_to_settle=0",
            "-Dcassandra.shutdown_announce_in_ms=0");

    /** A node accepts clients once it has heard of the others, without whom it could not serve them. */
    private static final List<String> AMONG_PEERS = List.of(
            "-Dcassandra.superuser_setup_delay_ms=1000",
            "-Dcassandra.gossip_settle_min_wait_ms=2000",
            "-Dcassandra.gossip_settle_interval_ms=500",
            // roles are on every node from the first one on, so that people can log in when one is away
            "-Dcassandra.system_auth.default_rf=3");

    private final Site site;

    CassandraServer(Site site, Node node) {
        super(NAME, node, ports(node), List.of());
        this.site = site;
    }

    /** Management is by the first node, and of all: it listens on 127.0.0.1 only, whatever it is told. */
    private static List<Port> ports(Node node) {
        return node.first()
                ? List.of(Port.CASSANDRA, Port.CASSANDRA_STORAGE, Port.CASSANDRA_JMX)
                : List.of(Port.CASSANDRA, Port.CASSANDRA_STORAGE);
    }

    @Override
    List<String> members() {
        return site.settings().names(NAME);
    }

    private boolean alone() {
        return members().size() == 1;
    }

    @Override
    Command command() throws IOException {
        Path conf = site.state().folder(name() + "/conf");
        Path data = site.state().folder(name() + "/data");
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
        return JavaCommand.withHeap(alone() ? HEAP_MEGABYTES : SHARED_HEAP_MEGABYTES)
                .jvm("-Xss512k", "-XX:+UseSerialGC", "-javaagent:" + jamm)
                // at the usual load the thorough compiler costs half of the start and never earns it
                .jvm(site.settings().thoroughCompiler() ? List.of() : List.of(JavaCommand.QUICK_COMPILER_ONLY))
                .jvm(MODULE_OPTIONS)
                .jvm(
                        "-Djdk.attach.allowAttachSelf=true",
                        "-Dio.netty.tryReflectionSetAccessible=true",
                        "-Dcassandra.config=" + yaml.toUri(),
                        "-Dcassandra.storagedir=" + data,
                        "-Dcassandra.logdir=" + site.state().logs(),
                        "-Dlogback.configurationFile=" + logback,
                        // Without it, output ends before the node is up.
                        "-Dcassandra-foreground=yes",
                        // All are seeds, none of which waits to learn who owns what.
                        "-Dcassandra.ring_delay_ms=100")
                .jvm(
                        node().first()
                                ? List.of("-Dcassandra.jmx.local.port="
                                        + site.settings().port(Port.CASSANDRA_JMX))
                                : List.of())
                .jvm(alone() ? WITHOUT_PEERS : AMONG_PEERS)
                .classPath(jars)
                .main(data, "org.apache.cassandra.service.CassandraDaemon");
    }

    /** Ready once somebody with a name can log in: a new node takes some moments until its superuser is there. */
    @Override
    boolean isReady() {
        if (!site.accepts(node(), Port.CASSANDRA)) {
            return false;
        }
        try (CqlSession session = superuserSession()) {
            return session != null;
        } catch (AllNodesFailedException | IOException notYet) {
            return false;
        }
    }

    /** Takes the default superuser's place, then creates tables and roles: on all nodes, by the first. */
    @Override
    void prepare() throws IOException, InterruptedException {
        if (!node().first()) {
            return;
        }
        try (CqlSession session = superuserSession()) {
            if (session.getMetadata().getKeyspace(Table.KEYSPACE).isEmpty()) {
                awaitAllNodes(session);
            }
            String ours = Role.ADMIN.roleName();
            session.execute("CREATE ROLE IF NOT EXISTS %s WITH SUPERUSER = true AND LOGIN = true AND PASSWORD = '%s'"
                    .formatted(ours, site.state().password(Role.ADMIN)));
        }
        try (CqlSession session = Cql.session(site, Role.ADMIN)) {
            change(session, keyspaceStatement());
            for (String statement : CqlFiles.statements()) {
                change(session, statement);
            }
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

    /** Changes the schema on all nodes: the next statement may be asked of one that does not know yet what this one made. */
    private void change(CqlSession session, String statement) throws InterruptedException {
        boolean agreed = session.execute(statement).getExecutionInfo().isSchemaInAgreement();
        if (!agreed && !Await.until(session::checkSchemaAgreement, patience())) {
            throw new StackException(
                    "Cassandra's nodes do not agree on a schema within %d s, so that no more tables are made. See what hinders one: ./tickstream logs %s; then start again."
                            .formatted(patience().toSeconds(), NAME));
        }
    }

    /** With a copy on every node; the first of the contract's files then leaves it as it is. */
    private String keyspaceStatement() {
        return "CREATE KEYSPACE IF NOT EXISTS %s WITH replication = {'class': 'NetworkTopologyStrategy', 'replication_factor': %d}"
                .formatted(Table.KEYSPACE, site.settings().replicas());
    }

    /** What is created while a node is away, that node would learn later, and clients trip over it until then. */
    private void awaitAllNodes(CqlSession session) throws InterruptedException {
        SimpleStatement askAll = SimpleStatement.newInstance(
                        "SELECT role FROM system_auth.roles WHERE role = '%s'".formatted(DEFAULT_SUPERUSER))
                .setConsistencyLevel(DefaultConsistencyLevel.ALL);
        boolean all = Await.until(
                () -> {
                    try {
                        return session.execute(askAll).one() != null;
                    } catch (DriverException notYet) {
                        return false;
                    }
                },
                patience());
        if (!all) {
            throw new StackException(
                    "Not all of Cassandra's nodes answer, so that no tables are made. Start all of them: --only %s; see what hinders one: ./tickstream logs %s"
                            .formatted(String.join(",", members()), NAME));
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
                return adminSession();
            } catch (AllNodesFailedException e) {
                if (!deniedLogin(e)) {
                    throw e;
                }
            }
        }
        try {
            return Cql.session(site, node(), DEFAULT_SUPERUSER, DEFAULT_SUPERUSER);
        } catch (AllNodesFailedException e) {
            // LOGIN = false of the default superuser is only reached after ours was created
            if (deniedLogin(e) && e.getMessage().contains("not permitted to log in")) {
                return ourSuperuserSession(e);
            }
            throw e;
        }
    }

    private CqlSession adminSession() throws IOException {
        return Cql.session(site, node(), Role.ADMIN.roleName(), site.state().password(Role.ADMIN));
    }

    /** For when only ours is left; it may have come into being, by another node, since it was tried before. */
    private CqlSession ourSuperuserSession(AllNodesFailedException denied) throws IOException {
        if (site.state().hasPassword(Role.ADMIN)) {
            try {
                return adminSession();
            } catch (AllNodesFailedException e) {
                if (!deniedLogin(e)) {
                    throw e;
                }
            }
        }
        throw new StackException(
                "Cassandra knows another password for %s than %s/secrets/admin.password. Put the right file back, or remove all data: ./tickstream reset"
                        .formatted(Role.ADMIN.roleName(), site.state().root()),
                denied);
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

    /** What cassandra.yaml says. */
    String yaml() {
        return """
                cluster_name: tickstream-local
                partitioner: org.apache.cassandra.dht.Murmur3Partitioner
                num_tokens: 1
                %6$s
                seed_provider:
                  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                    parameters:
                      - seeds: "%3$s"
                listen_address: %4$s
                storage_port: %2$d
                rpc_address: %4$s
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
                # Out of disk it ends, so that whoever watches over it starts it again; left alone it would live on and serve nobody.
                disk_failure_policy: die
                commit_failure_policy: die

                storage_compatibility_mode: NONE
                memtable:
                  configurations:
                    trie:
                      class_name: TrieMemtable
                    default:
                      inherits: trie
                memtable_allocation_type: offheap_objects
                memtable_offheap_space: %5$dMiB
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
                hinted_handoff_enabled: %7$b
                concurrent_reads: 8
                concurrent_writes: 16
                concurrent_compactors: 1
                native_transport_max_threads: 32
                """
                .formatted(
                        site.settings().port(Port.CASSANDRA),
                        site.settings().port(Port.CASSANDRA_STORAGE),
                        site.settings().addresses(Port.CASSANDRA_STORAGE),
                        node().address(),
                        alone() ? MEMTABLE_MEBIBYTES : SHARED_MEMTABLE_MEBIBYTES,
                        alone() ? "" : "initial_token: " + token(),
                        !alone());
    }

    /** Where its part of the ring ends: the nodes share it equally. */
    private BigInteger token() {
        return BigInteger.ONE
                .shiftLeft(64)
                .multiply(BigInteger.valueOf(node().number() - 1L))
                .divide(BigInteger.valueOf(members().size()))
                .add(BigInteger.valueOf(Long.MIN_VALUE));
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
