package io.tickstream.landing;

import io.tickstream.landing.rollup.MinutePart;
import java.io.Serializable;
import java.util.List;
import java.util.Set;

/**
 * What a task tells the driver.
 *
 * @param minutes what the ticks that it touched have in the table; empty without rollups
 * @param made the ticks of which it wrote companies, rejections of the function's, or receipts
 */
record TaskReport(Freshness freshness, List<MinutePart> minutes, Set<TickSlot> made) implements Serializable {}
