package io.tickstream.console.ledger;

import java.time.Instant;
import java.util.List;

/**
 * A mark of the clock, and the ticks that were made for it.
 *
 * @param state the outcome of the clock's tick, or of the newest by hand; without a tick paused, pending (it may still
 *     come), idle (none was expected yet) or missing
 */
public record Slot(Instant slot, String state, List<TickSum> ticks) {}
