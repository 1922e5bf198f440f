package io.tickstream.benchmarks;

import java.nio.file.Path;

/**
 * An answer of the source.
 *
 * @param companies how many it has
 * @param file where it is
 */
record Sample(int companies, Path file) {}
