package io.tickstream.landing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8TextTest {
    @Test
    void knows_every_character_wherever_it_stands() {
        for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
            if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
                String text = "x".repeat(character % 11) + Character.toString(character);
                assertAgreement(text.getBytes(UTF_8));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "c0af",
                "c1bf",
                "c328",
                "e08080",
                "e09fbf",
                "e28228",
                "eda080",
                "edbfbf",
                "f0808080",
                "f08fbfbf",
                "f4908080",
                "f5808080",
                "ff",
                "c3",
                "e282",
                "f09f98",
                "6162636465666768c3"
            })
    void what_is_malformed_is_not(String hex) {
        assertThat(isValid(HexFormat.of().parseHex(hex))).isFalse();
    }

    /** Three bytes hold every way in which a sequence can go wrong, but those of four bytes, which follow at random. */
    @Test
    void agrees_with_javas_own_decoder() {
        byte[] bytes = new byte[3];
        for (int i = 0; i < 1 << 24; i += 41) { // 41 and 2^24 have no common factor: all bytes meet
            bytes[0] = (byte) (i >> 16);
            bytes[1] = (byte) (i >> 8);
            bytes[2] = (byte) i;
            assertAgreement(bytes);
        }
        Random random = new Random(4);
        for (int i = 0; i < 100_000; i++) {
            byte[] longer = new byte[random.nextInt(4, 12)];
            random.nextBytes(longer);
            longer[0] = (byte) random.nextInt(0xf0, 0xf6);
            for (int at = 2; at < longer.length; at++) {
                longer[at] = (byte) (random.nextInt(8) == 0 ? longer[at] : at < 4 ? 0x80 | (longer[at] & 0x3f) : 'a');
            }
            assertAgreement(longer);
        }
    }

    @Test
    void looks_at_its_own_part_of_the_bytes_only() {
        byte[] bytes = HexFormat.of().parseHex("c3" + "c3a9" + "a9");
        assertThat(Utf8Text.isValid(bytes, 1, 3)).isTrue();
        assertThat(Utf8Text.isValid(bytes, 1, 2)).isFalse();
        assertThat(Utf8Text.isValid(bytes, 2, 3)).isFalse();
        assertThat(Utf8Text.isValid(bytes, 2, 2)).isTrue();
    }

    private static void assertAgreement(byte[] bytes) {
        if (isValid(bytes) != javaTakes(bytes)) {
            assertThat(isValid(bytes)).as(Arrays.toString(bytes)).isEqualTo(javaTakes(bytes));
        }
    }

    private static boolean javaTakes(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isValid(byte[] bytes) {
        return Utf8Text.isValid(bytes, 0, bytes.length);
    }
}
