/** Operating system processes that outlive the command which started them: start, find again, stop, measure. */
package io.tickstream.localstack.process;
