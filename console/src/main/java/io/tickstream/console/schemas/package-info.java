/** The schema registry. */
package io.tickstream.console.schemas;
