/** Real servers for tests: {@link io.tickstream.localstack.junit.WithLocalStack} on a test class is all it takes. */
package io.tickstream.localstack.junit;
