/**
 * Lands Kafka's records in Cassandra. Read {@link io.tickstream.landing.LandingJob} first, then
 * {@link io.tickstream.landing.PartitionLanding}, which is what runs on the executors.
 */
package io.tickstream.landing;
