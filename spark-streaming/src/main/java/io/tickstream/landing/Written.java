package io.tickstream.landing;

import java.io.Serializable;
import java.util.Set;
import java.util.UUID;

/**
 * What a task has written and Cassandra has acknowledged.
 *
 * @param ticks those that it wrote companies of
 * @param made those that it wrote anything of that the function had made
 */
record Written(Landed landed, Set<UUID> ticks, Set<TickSlot> made) implements Serializable {}
