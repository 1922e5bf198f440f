package io.tickstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SecretsScriptTest {
    @Test
    void it_prints_the_secrets_that_it_lists() {
        Map<String, Set<String>> printed = new TreeMap<>();
        printed().forEach((name, data) -> printed.put(name, data.keySet()));
        assertThat(printed).isEqualTo(new TreeMap<>(Secrets.madeByUs()));
    }

    @Test
    void each_password_is_another_one_and_fits_into_cql_and_a_header() {
        Set<String> passwords = new HashSet<>();
        for (int run = 0; run < 2; run++) {
            printed()
                    .forEach((name, data) -> data.forEach((key, value) -> {
                        if (key.equals("password") || key.equals("access-token")) {
                            assertThat(value).matches("[0-9a-f]{48}");
                            assertThat(passwords.add(value))
                                    .as("%s of %s is new", key, name)
                                    .isTrue();
                        }
                    }));
        }
        assertThat(passwords).hasSize(18);
    }

    @Test
    void cassandras_configuration_is_the_file_beside_the_datacenter() {
        assertThat(printed().get("cassandra-config").get("config"))
                .isEqualTo(Repository.read("k8s/components/cassandra-datacenter/cassandra-config.json"));
    }

    private static Map<String, Map<String, String>> printed() {
        Kustomize.requireKubectl();
        Map<String, Map<String, String>> secrets = new TreeMap<>();
        Manifests.parse(Command.run(List.of("sh", "k8s/secrets.sh", "--dry-run")))
                .all()
                .forEach(secret -> {
                    assertThat(secret.at("/metadata/namespace").asText()).isEqualTo("tickstream");
                    Map<String, String> data = Manifest.texts(secret.at("/data"));
                    data.replaceAll((key, value) ->
                            new String(Base64.getDecoder().decode(value), java.nio.charset.StandardCharsets.UTF_8));
                    secrets.put(secret.name(), data);
                });
        return secrets;
    }
}
