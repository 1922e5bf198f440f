package io.tickstream.localstack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortHolderTest {
    @Test
    void names_the_process_that_listens_on_a_port() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(PortHolder.isFree(socket.getLocalPort())).isFalse();
            assertThat(PortHolder.of(socket.getLocalPort()))
                    .hasValue("java (pid %d)".formatted(ProcessHandle.current().pid()));
        }
    }

    @Test
    void finds_a_port_free_that_nobody_listens_on() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(PortHolder.isFree(port)).isTrue();
        assertThat(PortHolder.of(port)).isEmpty();
    }
}
