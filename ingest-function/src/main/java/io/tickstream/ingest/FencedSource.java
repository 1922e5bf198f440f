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
import java.util.Optional;
import java.util.Set;

/** The source is one that the settings allow to be asked, and what bounds a call of it fits into a tick. */
@Documented
@Target(TYPE)
@Retention(RUNTIME)
@Constraint(validatedBy = FencedSource.Validator.class)
@interface FencedSource {
    /** What the operator reads if nothing more precise is known. */
    String message() default "the source is not allowed";

    /** Asked for by Jakarta Validation. */
    Class<?>[] groups() default {};

    /** Asked for by Jakarta Validation. */
    Class<? extends Payload>[] payload() default {};

    /** Says which setting is wrong and what it may be. */
    class Validator implements ConstraintValidator<FencedSource, IngestConfig> {
        private static final Duration SHORTEST = Duration.ofMillis(10);
        private static final Duration LONGEST_DELAY = Duration.ofHours(1);

        @Override
        public boolean isValid(IngestConfig config, ConstraintValidatorContext context) {
            List<String> complaints = new ArrayList<>();
            hosts(config.source(), complaints);
            Duration timeout = config.sourceTimeout();
            within("connect-timeout", config.source().connectTimeout(), timeout, "ingest.source-timeout", complaints);
            within("read-timeout", config.source().readTimeout(), timeout, "ingest.source-timeout", complaints);
            within(
                    "retry.backoff",
                    Optional.of(config.source().retry().backoff()),
                    Duration.ofMinutes(1),
                    "the longest",
                    complaints);
            within(
                    "breaker.delay",
                    Optional.of(config.source().breaker().delay()),
                    LONGEST_DELAY,
                    "the longest",
                    complaints);
            context.disableDefaultConstraintViolation();
            for (String complaint : complaints) {
                // a host may hold what would be an expression in a template
                context.buildConstraintViolationWithTemplate(complaint.replaceAll("([\\\\{}$])", "\\\\$1"))
                        .addConstraintViolation();
            }
            return complaints.isEmpty();
        }

        private static void hosts(IngestConfig.Source source, List<String> complaints) {
            if (source.url() == null) {
                return; // which its own constraint refuses
            }
            try {
                Optional<Host> asked = Host.of(source.url());
                Set<Host> allowed = Host.allowedBy(source);
                if (asked.isPresent() && !allowed.contains(asked.get())) {
                    complaints.add(
                            "ingest.source.url names the host %s, which is not in ingest.source.allowed-hosts (%s)"
                                    .formatted(asked.get(), list(allowed)));
                }
            } catch (IllegalArgumentException e) {
                complaints.add("ingest.source.allowed-hosts is a list with commas of hosts: " + e.getMessage());
            }
        }

        private static String list(Set<Host> hosts) {
            return String.join(", ", hosts.stream().map(Host::name).toList());
        }

        private static void within(
                String setting, Optional<Duration> value, Duration longest, String why, List<String> complaints) {
            value.filter(duration -> duration.compareTo(SHORTEST) < 0 || duration.compareTo(longest) > 0)
                    .ifPresent(duration -> complaints.add("ingest.source.%s is %s; it must be from %s to %s (%s)"
                            .formatted(setting, duration, SHORTEST, longest, why)));
        }
    }
}
