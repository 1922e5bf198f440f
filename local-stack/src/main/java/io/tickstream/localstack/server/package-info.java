/** The servers of the stack: how each is configured, started, found ready and prepared for its work. */
package io.tickstream.localstack.server;
