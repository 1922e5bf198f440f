package io.tickstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AlertRulesScriptTest {
    @Test
    void each_file_of_rules_becomes_an_object_that_holds_it_unchanged() {
        Manifests printed = Manifests.parse(Command.run(List.of("sh", "k8s/alert-rules.sh")));
        assertThat(TypedModels.findings(printed)).isEmpty();
        Set<String> files = printed.all().stream()
                .map(rule -> "dashboards/alerts/%s.yaml".formatted(rule.name()))
                .collect(Collectors.toSet());
        assertThat(files).isEqualTo(Repository.files("dashboards/alerts", "."));
        assertThat(printed.all()).allSatisfy(rule -> assertThat(rule.at("/spec"))
                .isEqualTo(Manifests.parse(Repository.read("dashboards/alerts/%s.yaml".formatted(rule.name())))
                        .all()
                        .get(0)
                        .json()));
    }
}
