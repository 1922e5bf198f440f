package io.tickstream.k8s;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The Secrets that will be there, with their keys: secrets.sh makes some, operators make the others. */
final class Secrets {
    private Secrets() {}

    static Map<String, Set<String>> existing(Manifests manifests) {
        Map<String, Set<String>> secrets = new HashMap<>(madeByUs());
        manifests.of("kafka.strimzi.io/Kafka").forEach(kafka -> {
            secrets.put(kafka.name() + "-cluster-ca-cert", Set.of("ca.crt", "ca.p12", "ca.password"));
            String prefix =
                    kafka.at("/spec/entityOperator/userOperator/secretPrefix").asText();
            manifests
                    .of("kafka.strimzi.io/KafkaUser")
                    .forEach(user -> secrets.put(prefix + user.name(), Set.of("password", "sasl.jaas.config")));
        });
        return secrets;
    }

    static Map<String, Set<String>> madeByUs() {
        Map<String, Set<String>> secrets = new HashMap<>();
        Command.run(List.of("sh", "k8s/secrets.sh", "--list")).lines().forEach(line -> {
            List<String> words = List.of(line.split(" "));
            secrets.put(words.get(0), Set.copyOf(words.subList(1, words.size())));
        });
        return secrets;
    }
}
