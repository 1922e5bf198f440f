/**
 * What all parts of Tickstream agree on: the names of topics and tables, the wire format, the identity of ticks,
 * companies and rejections. The shape of the data stands in {@code src/main/avro} and {@code src/main/cql}.
 */
package io.tickstream.contract;
