package io.tickstream.ingest.source;

import static io.tickstream.ingest.Samples.TICK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tickstream.ingest.Configs;
import io.tickstream.ingest.Outcome;
import io.tickstream.ingest.loopback.Scripts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS it is the name that is trusted, while it is the address that is connected to. */
class SourceOverTlsTest {
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String PASSWORD = "changeit";

    @TempDir
    static Path folder;

    private static KeyStore keys;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private HttpsServer server;

    @BeforeAll
    static void make_a_certificate_for_companies_test()
            throws IOException, InterruptedException, GeneralSecurityException {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "source",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=companies.test",
                        "-ext",
                        "san=dns:companies.test",
                        "-validity",
                        "2",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
        keys = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    @AfterAll
    static void trust_as_usual_again() {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE + "Password");
    }

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            byte[] answer = Scripts.companies(3).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void asks_a_host_whose_certificate_bears_its_name() {
        trustTheCertificate();

        assertThat(fetchFrom("companies.test").profiles()).hasSize(3);
    }

    @Test
    void asks_no_host_whose_certificate_bears_another_name() {
        trustTheCertificate();

        assertUntrusted(fetchFrom("other.test"), "other.test");
    }

    @Test
    void asks_no_host_whose_certificate_nobody_has_vouched_for() {
        trust_as_usual_again();

        assertUntrusted(fetchFrom("companies.test"), "certification path");
    }

    private static void trustTheCertificate() {
        System.setProperty(TRUST_STORE, folder.resolve("keys.p12").toString());
        System.setProperty(TRUST_STORE + "Password", PASSWORD);
    }

    private void assertUntrusted(Fetch fetch, String why) {
        assertThat(fetch.outcome()).isEqualTo(Outcome.SOURCE_UNAVAILABLE);
        assertThat(fetch.reason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("no trusted connection to https://", why));
        assertThat(meters.get("ingest.source.requests")
                        .tags("reason", "tls")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("ingest.source.retries").counter().count()).isZero();
    }

    private Fetch fetchFrom(String host) {
        return Sources.of(
                        Configs.with(
                                "ingest.source.url",
                                "https://%s:%d/"
                                        .formatted(host, server.getAddress().getPort()),
                                "ingest.source.allow-private-addresses",
                                "true"),
                        Clock.systemUTC(),
                        name -> List.of(InetAddress.getLoopbackAddress()),
                        meters)
                .fetch(TICK);
    }
}
