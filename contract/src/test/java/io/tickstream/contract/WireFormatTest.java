package io.tickstream.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class WireFormatTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void frames_a_payload_as_confluent_does() {
        byte[] framed = WireFormat.frame(0x01020304, HEX.parseHex("cafe"));

        assertThat(framed).isEqualTo(HEX.parseHex("0001020304cafe"));
    }

    @Test
    void takes_a_payload_out_of_its_frame() throws WireFormat.NotFramed {
        WireFormat.Framed framed = WireFormat.unframe(HEX.parseHex("0001020304cafe"));

        assertThat(framed.schemaId()).isEqualTo(0x01020304);
        assertThat(framed.payload()).isEqualTo(ByteBuffer.wrap(HEX.parseHex("cafe")));
    }

    @Test
    void takes_an_empty_payload_out_of_its_frame() throws WireFormat.NotFramed {
        assertThat(WireFormat.unframe(HEX.parseHex("00ffffffff"))).satisfies(framed -> {
            assertThat(framed.schemaId()).isEqualTo(-1);
            assertThat(framed.payload().remaining()).isZero();
        });
    }

    @Test
    void refuses_what_is_not_framed_and_says_how_it_differs() {
        assertThatThrownBy(() -> WireFormat.unframe(null)).hasMessageContaining("tombstone");
        assertThatThrownBy(() -> WireFormat.unframe(HEX.parseHex("00010203"))).hasMessageContaining("4 bytes");
        assertThatThrownBy(() -> WireFormat.unframe("{\"name\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isInstanceOf(WireFormat.NotFramed.class)
                .hasMessageContaining("0x7b");
    }
}
