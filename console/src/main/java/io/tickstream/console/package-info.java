/** The console: the API behind its page. It keeps nothing; each answer is read from the servers of the pipeline. */
package io.tickstream.console;
