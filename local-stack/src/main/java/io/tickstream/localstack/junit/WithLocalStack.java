package io.tickstream.localstack.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class the real servers, as {@code ./tickstream up} starts them: on free ports, in a folder of
 * their own, without ticks but those that a test makes. They are started once for all classes of a test run and
 * stopped at its end. A test takes them as a parameter of type {@link RunningStack}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(LocalStackExtension.class)
public @interface WithLocalStack {}
