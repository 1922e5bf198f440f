package io.tickstream.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.endtoend.faults.Fault.Kind;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    @Test
    void names_are_unique_and_every_fault_promises_something() {
        assertThat(Catalogue.all())
                .extracting(Fault::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9]+(-[a-z0-9]+)+"));
        assertThat(Catalogue.all()).allSatisfy(fault -> {
            assertThat(fault.promise()).isNotBlank().doesNotContain("|", "\n");
            assertThat(fault.touches()).isNotEmpty();
        });
    }

    @Test
    void what_others_need_ends_before_them() {
        List<Fault> struck = Catalogue.all().stream()
                .filter(fault -> Set.of("driver-killed", "source-html", "kafka-frozen", "cassandra-killed")
                        .contains(fault.name()))
                .sorted(Comparator.comparing(Fault::name).reversed())
                .toList();
        assertThat(Catalogue.inTheOrderOfTheirEnds(struck))
                .extracting(Fault::name)
                .containsExactly("source-html", "kafka-frozen", "cassandra-killed", "driver-killed");
    }

    @Test
    void the_short_run_has_faults_of_each_class_that_needs_no_privileges() {
        Set<Kind> kinds = Catalogue.shortRun().stream()
                .map(Fault::kind)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Kind.class)));
        assertThat(kinds).contains(Kind.PROCESS, Kind.NETWORK, Kind.SOURCE);
    }
}
