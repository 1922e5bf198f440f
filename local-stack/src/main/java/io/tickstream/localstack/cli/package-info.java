/** The commands of {@code ./tickstream}, one class each. */
package io.tickstream.localstack.cli;
