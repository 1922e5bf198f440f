package io.tickstream.localstack.server;

/** Tells a person how far something got. */
@FunctionalInterface
public interface Progress {
    /** One line, without its end. Called from several threads. */
    void line(String text);
}
