/** What could not be read, and the way back. */
package io.tickstream.console.deadletters;
