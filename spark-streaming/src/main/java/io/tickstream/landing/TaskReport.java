package io.tickstream.landing;

import io.tickstream.landing.rollup.MinutePart;
import java.io.Serializable;
import java.util.List;

/**
 * What a task tells the driver.
 *
 * @param minutes what the ticks that it touched have in the table; empty without rollups
 */
record TaskReport(Freshness freshness, List<MinutePart> minutes) implements Serializable {}
