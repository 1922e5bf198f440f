package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartCheckTest {
    private final Map<String, String> found = new HashMap<>(EventSchemaTest.columns(LandedTable.TICKS));

    @Test
    void names_a_table_that_does_not_exist() {
        assertThat(StartCheck.problem(LandedTable.TICKS, Map.of()))
                .hasValue("table spark_streams.ticks does not exist");
    }

    @Test
    void names_columns_that_are_missing_or_of_another_type() {
        found.remove("outcome");
        found.put("fetched", "bigint");
        assertThat(StartCheck.problem(LandedTable.TICKS, found))
                .hasValue("table spark_streams.ticks lacks columns: outcome text, fetched int (is bigint)");
    }

    /** The bytes of one are not those of the other. */
    @Test
    void a_uuid_is_no_text() {
        found.put("id", "text");
        assertThat(StartCheck.problem(LandedTable.TICKS, found))
                .hasValue("table spark_streams.ticks lacks columns: id uuid (is text)");
    }

    /** A newer deployment may have added some. */
    @Test
    void columns_that_the_job_does_not_know_are_no_problem() {
        found.put("landed", "int");
        assertThat(StartCheck.problem(LandedTable.TICKS, found)).isEmpty();
    }
}
