/** What the landing job says of itself. */
package io.tickstream.console.spark;
