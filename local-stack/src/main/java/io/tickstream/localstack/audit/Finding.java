package io.tickstream.localstack.audit;

import java.util.UUID;

/**
 * One thing that is wrong.
 *
 * @param tick the tick that it is about
 * @param detail how much, in words
 */
public record Finding(Difference difference, UUID tick, String detail) {}
