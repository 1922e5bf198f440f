/** The gate of the tick: how it stands, its switch, and ticks by hand. */
package io.tickstream.console.schedule;
