/** Reading the tables. */
package io.tickstream.console.cassandra;
