package io.tickstream.localstack.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.localstack.process.PortHolder;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What three brokers and three nodes of Cassandra are told, and what is refused before any of them starts. */
class NodesTest {
    private static final StackSettings ONE =
            new StackSettings(null, 10, 10, true, Map.of(Port.KAFKA, 19092, Port.CASSANDRA, 19042));
    private static final StackSettings THREE = ONE.withNodes(3);

    @TempDir
    Path folder;

    @Test
    void each_has_a_name_and_an_address_of_its_own_and_the_same_ports() {
        LocalStack stack = new LocalStack(site(THREE));

        assertThat(stack.names())
                .containsSubsequence("cassandra", "cassandra-2", "cassandra-3", "kafka", "kafka-2", "kafka-3", "job");
        assertThat(stack.address("kafka")).isEqualTo("127.0.0.1:19092");
        assertThat(stack.address("kafka-2")).isEqualTo("127.0.0.2:19092");
        assertThat(stack.address("cassandra-3")).isEqualTo("127.0.0.3:19042");
        assertThat(THREE.addresses(Port.KAFKA)).isEqualTo("127.0.0.1:19092,127.0.0.2:19092,127.0.0.3:19092");
        assertThat(new LocalStack(site(ONE)).allNames()).noneMatch(name -> name.matches(".*[0-9]"));
    }

    @Test
    void refuses_other_numbers_than_one_and_three() {
        for (int nodes : new int[] {-1, 0, 2, 4}) {
            assertThatThrownBy(() -> ONE.withNodes(nodes))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("number of nodes is " + nodes)
                    .hasMessageContaining("on 1, or on 3");
        }
    }

    @Test
    void remembers_the_number_and_takes_one_where_none_was_kept() throws IOException {
        StateFolder state = state();
        THREE.save(state);
        assertThat(StackSettings.load(state)).hasValue(THREE);

        Files.writeString(state.settingsFile(), "{\"quantity\": 10, \"periodSeconds\": 10, \"ports\": {}}", UTF_8);
        assertThat(StackSettings.load(state).orElseThrow().nodes()).isEqualTo(1);
        assertThat(THREE.withTicking(5).nodes()).isEqualTo(3);
    }

    @Test
    void a_folder_with_the_data_of_another_number_is_refused_with_the_remedy() throws IOException {
        StateFolder state = state();
        ONE.save(state);
        state.folder("kafka/data");

        assertThatThrownBy(() -> new LocalStack(site(THREE)).up(Set.of("company-api"), line -> {}))
                .isInstanceOf(StackException.class)
                .hasMessageContaining(state.root() + " holds the data of one node")
                .hasMessageContaining("--nodes 3")
                .hasMessageContaining("./tickstream reset")
                .hasMessageContaining("TICKSTREAM_HOME");
        assertThat(StackSettings.load(state)).hasValue(ONE);

        THREE.save(state);
        assertThatThrownBy(() -> new LocalStack(site(ONE)).up(Set.of("company-api"), line -> {}))
                .hasMessageContaining("holds the data of 3 nodes");
    }

    @Test
    void data_tell_how_many_nodes_there_are_where_the_settings_were_removed() throws IOException {
        StateFolder state = state();
        state.folder("cassandra/data");

        assertThatThrownBy(() -> new LocalStack(site(THREE)).up(Set.of("company-api"), line -> {}))
                .hasMessageContaining("holds the data of one node. Start with --nodes 1");

        state.folder("cassandra-2/data");
        assertThatThrownBy(() -> new LocalStack(site(ONE)).up(Set.of("company-api"), line -> {}))
                .hasMessageContaining("holds the data of 3 nodes. Start with --nodes 3");
        assertThat(state.settingsFile()).doesNotExist();
        assertThat(StackSettings.lastOrUsual(state))
                .isEqualTo(StackSettings.USUAL.withNodes(3)); // so that all are stopped
    }

    @Test
    void one_of_three_alone_is_refused_since_it_would_wait_in_vain() {
        for (String name : List.of("kafka", "kafka-2", "cassandra-3")) {
            String service = name.replaceFirst("-.*", "");
            assertThatThrownBy(() -> new LocalStack(site(THREE)).up(Set.of(name), line -> {}))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining(name + " does its work together with most of")
                    .hasMessageContaining("--only %1$s,%1$s-2,%1$s-3".formatted(service));
        }
    }

    @Test
    void a_broker_knows_all_controllers_and_keeps_three_copies_of_which_two_acknowledge() throws IOException {
        Properties broker = properties(new KafkaServer(site(THREE), new Node(2)));

        assertThat(broker)
                .containsEntry("node.id", "2")
                .containsEntry("listeners", "CLIENTS://127.0.0.2:19092,CONTROLLER://127.0.0.2:9093")
                .containsEntry("advertised.listeners", "CLIENTS://127.0.0.2:19092,CONTROLLER://127.0.0.2:9093")
                .containsEntry("controller.quorum.bootstrap.servers", "127.0.0.1:9093,127.0.0.2:9093,127.0.0.3:9093")
                .containsEntry("offsets.topic.replication.factor", "3")
                .containsEntry("transaction.state.log.replication.factor", "3")
                .containsEntry("transaction.state.log.min.isr", "2")
                .containsEntry("share.coordinator.state.topic.replication.factor", "3")
                .containsEntry("share.coordinator.state.topic.min.isr", "2");
        assertThat(properties(new KafkaServer(site(ONE), Node.FIRST)))
                .containsEntry("node.id", "1")
                .containsEntry("controller.quorum.bootstrap.servers", "127.0.0.1:9093")
                .containsEntry("offsets.topic.replication.factor", "1")
                .containsEntry("transaction.state.log.min.isr", "1");
    }

    @Test
    void a_node_of_cassandra_finds_the_others_keeps_hints_for_them_and_has_a_third_of_the_ring() {
        List<BigInteger> tokens = new ArrayList<>();
        for (Node node : THREE.members()) {
            List<String> yaml = new CassandraServer(site(THREE), node)
                    .yaml()
                    .lines()
                    .map(String::strip)
                    .toList();
            assertThat(yaml)
                    .contains(
                            "- seeds: \"127.0.0.1:7100,127.0.0.2:7100,127.0.0.3:7100\"",
                            "listen_address: " + node.address(),
                            "rpc_address: " + node.address(),
                            "native_transport_port: 19042",
                            "hinted_handoff_enabled: true",
                            "commitlog_sync: group");
            tokens.add(new BigInteger(value(yaml, "initial_token")));
        }
        assertThat(tokens.get(0)).isEqualTo(BigInteger.valueOf(Long.MIN_VALUE));
        BigInteger third = tokens.get(1).subtract(tokens.get(0));
        assertThat(tokens.get(2).subtract(tokens.get(1)).subtract(third).abs()).isLessThan(BigInteger.TWO);
        assertThat(third.multiply(BigInteger.valueOf(3))
                        .subtract(BigInteger.ONE.shiftLeft(64))
                        .abs())
                .isLessThan(BigInteger.valueOf(3));

        assertThat(new CassandraServer(site(ONE), Node.FIRST).yaml())
                .doesNotContain("initial_token")
                .contains("hinted_handoff_enabled: false")
                .contains("seeds: \"127.0.0.1:7100\"");
    }

    @Test
    void the_console_is_told_every_node() throws IOException {
        Site site = site(THREE);
        Path app = folder.resolve("console/target/quarkus-app");
        Files.createDirectories(app);
        LocalStack stack = new LocalStack(site);

        Map<String, String> environment = new ConsoleServer(
                        site,
                        THREE.members().stream()
                                .map(node -> (Server) new KafkaServer(site, node))
                                .toList())
                .command()
                .environment();

        assertThat(environment)
                .containsEntry("KAFKA_BOOTSTRAP_SERVERS", THREE.addresses(Port.KAFKA))
                .containsEntry("QUARKUS_CASSANDRA_CONTACT_POINTS", THREE.addresses(Port.CASSANDRA));
        JsonNode servers = new ObjectMapper()
                .readTree(Path.of(environment.get("CONSOLE_SERVERS_FILE")).toFile());
        assertThat(servers.findValuesAsText("title")).startsWith("Kafka, node 1", "Kafka, node 2", "Kafka, node 3");
        assertThat(servers.get(2).path("address").asText()).isEqualTo(stack.address("kafka-3"));
        assertThat(servers.get(2).path("log").asText()).isEqualTo("./tickstream logs kafka-3");
        assertThat(servers.get(3).path("title").asText()).isEqualTo("Console");
    }

    @Test
    void an_address_that_is_not_of_this_machine_is_not_free() throws IOException {
        InetAddress documentation = InetAddress.getByName("192.0.2.1"); // RFC 5737: nobody's

        assertThat(PortHolder.isFree(documentation, 0)).isFalse();
        assertThat(PortHolder.isFree(Node.FIRST.inetAddress(), 0)).isTrue();
    }

    @Test
    void a_machine_that_is_too_small_for_three_hears_that_one_may_do() {
        assertThatThrownBy(() -> Machine.checkMemory(4L << 30, 13, 3))
                .hasMessageContaining("4096 MiB")
                .hasMessageContaining("13 servers")
                .hasMessageContaining("--nodes 1");
    }

    private Properties properties(KafkaServer server) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(server.properties(folder)));
        return properties;
    }

    private static String value(List<String> yaml, String key) {
        return yaml.stream()
                .filter(line -> line.startsWith(key + ": "))
                .map(line -> line.substring(key.length() + 2))
                .findFirst()
                .orElseThrow();
    }

    private StateFolder state() throws IOException {
        StateFolder state = new StateFolder(folder.resolve("state"));
        state.create();
        return state;
    }

    private Site site(StackSettings settings) {
        return new Site(new Installation(folder), new StateFolder(folder.resolve("state")), settings);
    }
}
