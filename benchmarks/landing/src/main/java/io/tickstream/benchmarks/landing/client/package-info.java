/** The contenders: each a process that lands all records whenever it is told to. */
package io.tickstream.benchmarks.landing.client;
