/** The session with Cassandra, which comes and goes while the process stays. */
package io.tickstream.service.cassandra;
