package io.tickstream.ingest.publish;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.ImageMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {
    @ParameterizedTest
    @ValueSource(strings = {"lz4", "snappy", "zstd"})
    void a_native_executable_refuses_what_needs_a_library_and_says_what_to_set(String compression) {
        assertThatThrownBy(() -> Compression.check(compression, ImageMode.NATIVE_RUN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kafka.compression.type is " + compression)
                .hasMessageContaining("none or gzip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip"})
    void a_native_executable_takes_what_the_jdk_brings(String compression) {
        assertThatCode(() -> Compression.check(compression, ImageMode.NATIVE_RUN))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "lz4", "snappy", "zstd"})
    void a_jvm_takes_them_all(String compression) {
        assertThatCode(() -> Compression.check(compression, ImageMode.JVM)).doesNotThrowAnyException();
    }
}
