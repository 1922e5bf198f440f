package io.tickstream.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tickstream.endtoend.faults.FaultProxy.Mode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Breaks connections to a server that answers each byte with the same. */
class FaultProxyTest {
    private static final int SILENCE_MILLIS = 600;

    private final List<Socket> opened = new ArrayList<>();
    private ServerSocket echo;
    private FaultProxy proxy;

    @BeforeEach
    void listen() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread accepting = new Thread(() -> {
            while (!echo.isClosed()) {
                try {
                    Socket socket = echo.accept();
                    Thread answering = new Thread(() -> answer(socket));
                    answering.setDaemon(true);
                    answering.start();
                } catch (IOException closed) {
                    return;
                }
            }
        });
        accepting.setDaemon(true);
        accepting.start();
        proxy = new FaultProxy("test", 0, echo.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : opened) {
            socket.close();
        }
        proxy.close();
        echo.close();
    }

    @Test
    void passes_bytes_and_the_end_of_a_stream_both_ways() throws IOException {
        Socket socket = connect();
        byte[] sent = new byte[300_000];
        java.util.Arrays.fill(sent, (byte) 7);
        Thread writing = new Thread(() -> {
            try {
                socket.getOutputStream().write(sent);
                socket.shutdownOutput();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        writing.start();

        assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
        assertThat(proxy.accepted()).isEqualTo(1);
    }

    @Test
    void is_late_while_slow_and_quick_afterwards() throws IOException {
        Socket socket = connect();
        proxy.mode(Mode.SLOW);
        assertThat(roundTrip(socket)).isGreaterThanOrEqualTo(Duration.ofMillis(800));

        proxy.mode(Mode.PASS);
        assertThat(roundTrip(socket)).isLessThan(Duration.ofMillis(800));
    }

    @Test
    void lets_a_byte_a_second_through_and_the_rest_at_once_when_it_is_over() throws IOException {
        Socket socket = connect();
        proxy.mode(Mode.TRICKLE);
        long begun = System.nanoTime();
        socket.getOutputStream().write(new byte[1000]);
        socket.getInputStream().readNBytes(3);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));

        proxy.mode(Mode.PASS);
        assertThat(socket.getInputStream().readNBytes(997)).hasSize(997);
    }

    @Test
    void keeps_a_half_open_connection_silent_for_ever_and_serves_new_ones_afterwards() throws IOException {
        Socket before = connect();
        roundTrip(before);
        proxy.mode(Mode.HALF_OPEN);
        Socket during = connect();
        assertSilent(before);
        assertSilent(during);

        proxy.mode(Mode.PASS);

        assertSilent(before);
        assertSilent(during);
        roundTrip(connect());
    }

    @Test
    void resets_open_connections_and_new_ones() throws IOException {
        Socket before = connect();
        roundTrip(before);

        proxy.mode(Mode.RESET);

        assertThatThrownBy(() -> before.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        Socket during = connect();
        assertThatThrownBy(() -> during.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        proxy.mode(Mode.PASS);
        roundTrip(connect());
    }

    @Test
    void refuses_connections_and_listens_again_on_the_same_port() throws IOException {
        roundTrip(connect());
        proxy.mode(Mode.REFUSE);
        await().untilAsserted(() -> assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class));

        proxy.mode(Mode.PASS);
        roundTrip(connect());
    }

    @Test
    void resets_a_client_whose_server_is_away() throws IOException {
        echo.close();
        // whoever waits for a connection may take one more
        await().untilAsserted(() -> assertThatThrownBy(
                        () -> new Socket(InetAddress.getLoopbackAddress(), echo.getLocalPort()).close())
                .isInstanceOf(ConnectException.class));
        Socket socket = connect();
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        opened.add(socket);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()));
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static Duration roundTrip(Socket socket) throws IOException {
        long begun = System.nanoTime();
        socket.getOutputStream().write(42);
        assertThat(socket.getInputStream().read()).isEqualTo(42);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.getOutputStream().write(42);
        socket.setSoTimeout(SILENCE_MILLIS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    }

    private static void answer(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException cut) {
            // the next one comes
        }
    }
}
