package io.tickstream.ingest;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The period divides a minute, and a tick that uses up all its deadlines is over before the next. */
@Documented
@Target(TYPE)
@Retention(RUNTIME)
@Constraint(validatedBy = DeadlinesFitThePeriod.Validator.class)
@interface DeadlinesFitThePeriod {
    /** What the operator reads if nothing more precise is known. */
    String message() default "deadlines do not fit the period";

    /** Asked for by Jakarta Validation. */
    Class<?>[] groups() default {};

    /** Asked for by Jakarta Validation. */
    Class<? extends Payload>[] payload() default {};

    /** Says which setting is wrong and what it may be. */
    class Validator implements ConstraintValidator<DeadlinesFitThePeriod, IngestConfig> {
        private static final Duration MINUTE = Duration.ofMinutes(1);
        private static final Duration SHORTEST = Duration.ofMillis(10);

        @Override
        public boolean isValid(IngestConfig config, ConstraintValidatorContext context) {
            List<String> complaints = complaints(config);
            context.disableDefaultConstraintViolation();
            for (String complaint : complaints) {
                context.buildConstraintViolationWithTemplate(complaint).addConstraintViolation();
            }
            return complaints.isEmpty();
        }

        private static List<String> complaints(IngestConfig config) {
            List<String> complaints = new ArrayList<>();
            Duration period = config.period();
            if (period.isNegative()
                    || period.isZero()
                    || period.compareTo(MINUTE) > 0
                    || MINUTE.toNanos() % period.toNanos() != 0
                    || !period.equals(Duration.ofSeconds(period.toSeconds()))) {
                complaints.add("ingest.period is %s; it must be whole seconds that divide a minute: PT1S, PT2S, PT3S, "
                                .formatted(period)
                        + "PT4S, PT5S, PT6S, PT10S, PT12S, PT15S, PT20S, PT30S or PT1M");
                return complaints;
            }
            atLeast(SHORTEST, "ingest.source-timeout", config.sourceTimeout(), complaints);
            atLeast(SHORTEST, "ingest.gate-timeout", config.gateTimeout(), complaints);
            atLeast(Duration.ofMillis(300), "ingest.publish-timeout", config.publishTimeout(), complaints);
            atLeast(SHORTEST, "ingest.gate.change-timeout", config.gate().changeTimeout(), complaints);
            atMostAMinute("ingest.gate.change-timeout", config.gate().changeTimeout(), complaints);
            atLeast(SHORTEST, "ingest.backlog.retry-after", config.backlog().retryAfter(), complaints);
            atMostAMinute("ingest.backlog.retry-after", config.backlog().retryAfter(), complaints);
            atMost(period, "ingest.source-timeout", config.sourceTimeout(), complaints);
            atMost(period, "ingest.gate-timeout", config.gateTimeout(), complaints);
            atMost(period, "ingest.publish-timeout", config.publishTimeout(), complaints);
            if (!complaints.isEmpty()) {
                return complaints; // the sum of such may be more than a duration holds
            }
            Duration longest = config.gateTimeout().plus(config.sourceTimeout()).plus(config.publishTimeout());
            if (longest.compareTo(period) >= 0) {
                complaints.add(
                        ("ingest.gate-timeout (%s), ingest.source-timeout (%s) and ingest.publish-timeout (%s) are "
                                        + "together %s; they must be shorter than ingest.period, which is %s")
                                .formatted(
                                        config.gateTimeout(),
                                        config.sourceTimeout(),
                                        config.publishTimeout(),
                                        longest,
                                        period));
            }
            return complaints;
        }

        private static void atLeast(Duration least, String setting, Duration value, List<String> complaints) {
            if (value.compareTo(least) < 0) {
                complaints.add("%s is %s; it must be %s or more".formatted(setting, value, least));
            }
        }

        private static void atMost(Duration period, String setting, Duration value, List<String> complaints) {
            if (value.compareTo(period) > 0) {
                complaints.add("%s is %s; it must be shorter than ingest.period, which is %s"
                        .formatted(setting, value, period));
            }
        }

        private static void atMostAMinute(String setting, Duration value, List<String> complaints) {
            if (value.compareTo(MINUTE) > 0) {
                complaints.add("%s is %s; it must be PT1M or less".formatted(setting, value));
            }
        }
    }
}
