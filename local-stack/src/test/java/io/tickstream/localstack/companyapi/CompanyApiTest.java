package io.tickstream.localstack.companyapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.localstack.process.PortHolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The process as a whole. */
@Timeout(60)
class CompanyApiTest {
    private static final String QUESTION = "/api/v2/companies?_quantity=200&_seed=2026&_locale=it_IT";

    @Test
    void gives_the_same_bytes_for_the_same_seed_in_another_process() throws Exception {
        byte[] here;
        try (StandIn standIn = StandIn.start(0, 0, Optional.empty())) {
            Caller caller = new Caller(standIn.url());
            caller.get("/api/v2/companies?_seed=1&_locale=de_DE");
            here = caller.get(QUESTION).body();
        }
        Process process = start("--port", "0");
        try {
            assertThat(new Caller(url(process)).get(QUESTION).body()).isEqualTo(here);
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    @Test
    void takes_rate_limit_and_behaviour_from_the_command_line() throws Exception {
        Process process = start("--port", "0", "--rate-limit", "1", "--behaviour", "status:status=502,times=1");
        try {
            Caller caller = new Caller(url(process));
            List<Integer> statuses = new ArrayList<>();
            for (int request = 0; request < 3; request++) {
                statuses.add(caller.get(QUESTION).statusCode());
            }
            assertThat(statuses).containsExactly(502, 200, 429);
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    @Test
    void names_a_taken_port_and_the_remedy() throws Exception {
        try (StandIn standIn = StandIn.start(0, 0, Optional.empty())) {
            String port = String.valueOf(standIn.url().getPort());
            Process process = start("--port", port);
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).isEqualTo(1);
            assertThat(said).contains(port).contains("taken").contains("--port").doesNotContain("Exception");
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere 127.0.0.2 is no address of the machine")
    void listens_where_it_is_told_to_and_nowhere_else() throws Exception {
        Process process = start("--host", "127.0.0.2", "--port", "0");
        try {
            URI url = url(process);
            assertThat(url.getHost()).isEqualTo("127.0.0.2");
            assertThat(new Caller(url).get(QUESTION).statusCode()).isEqualTo(200);
            assertThat(PortHolder.isFree(url.getPort())).isTrue();
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    @Test
    void names_an_address_that_is_none_of_the_machine_and_the_remedy() throws Exception {
        Process process = start("--host", "192.0.2.1", "--port", "0"); // RFC 5737: nobody's
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(said).contains("192.0.2.1").contains("--host").doesNotContain("Exception");
    }

    @Test
    void refuses_wrong_use() {
        assertThat(CompanyApi.commandLine().execute("--port", "70000")).isEqualTo(2);
        assertThat(CompanyApi.commandLine().execute("--rate-limit", "-1")).isEqualTo(2);
        assertThat(CompanyApi.commandLine().execute("--behaviour", "lazy")).isEqualTo(2);
        assertThat(CompanyApi.commandLine().execute("--host", "no host")).isEqualTo(2);
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CompanyApi.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static URI url(Process process) throws IOException {
        BufferedReader said = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        String line = said.readLine();
        assertThat(line).contains("http://127.0.0.");
        return URI.create(line.substring(line.indexOf("http://")));
    }
}
