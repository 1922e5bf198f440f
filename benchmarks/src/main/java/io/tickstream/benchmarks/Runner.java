package io.tickstream.benchmarks;

import java.io.IOException;
import java.util.List;

/** One of those that are compared: a process that makes ticks. */
interface Runner extends AutoCloseable {
    /** Its name in the table. */
    String label();

    long pid();

    /**
     * Makes ticks, one after the other.
     *
     * @return what each took besides the source's answer, in milliseconds
     */
    List<Double> run(int ticks, Sample sample) throws IOException, InterruptedException;

    @Override
    void close();
}
