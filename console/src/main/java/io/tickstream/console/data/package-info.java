/** The companies and their sums. */
package io.tickstream.console.data;
