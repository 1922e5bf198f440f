/** Pausing and resuming the ticks: the gate, and on Kubernetes also what sends the events. */
package io.tickstream.localstack.schedule;
