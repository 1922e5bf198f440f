package io.tickstream.ingest.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Optional;

/** How CloudEvents writes in a header what is not printable ASCII: each byte of its UTF-8 as %XX. */
final class PercentEncoding {
    private PercentEncoding() {}

    /**
     * The text that was meant. A % that no two hexadecimal digits follow is taken as it stands.
     *
     * @param value printable ASCII
     * @return empty if the bytes meant are no UTF-8
     */
    static Optional<String> decode(String value) {
        if (value.indexOf('%') < 0) {
            return Optional.of(value);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            if (character == '%' && isHexadecimal(value, i + 1) && isHexadecimal(value, i + 2)) {
                bytes.write(HexFormat.fromHexDigits(value, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(character);
            }
        }
        try {
            return Optional.of(UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isHexadecimal(String value, int index) {
        return index < value.length() && HexFormat.isHexDigit(value.charAt(index));
    }
}
