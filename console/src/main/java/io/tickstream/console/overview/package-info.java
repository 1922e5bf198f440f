/** The pipeline at a glance, and what is told as it happens. */
package io.tickstream.console.overview;
