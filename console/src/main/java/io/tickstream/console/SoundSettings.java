package io.tickstream.console;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Addresses that can be asked, and times that make sense. */
@Documented
@Target(TYPE)
@Retention(RUNTIME)
@Constraint(validatedBy = SoundSettings.Validator.class)
@interface SoundSettings {
    /** What the operator reads if nothing more precise is known. */
    String message() default "a setting makes no sense";

    /** Asked for by Jakarta Validation. */
    Class<?>[] groups() default {};

    /** Asked for by Jakarta Validation. */
    Class<? extends Payload>[] payload() default {};

    /** Says which setting is wrong and what it may be. */
    class Validator implements ConstraintValidator<SoundSettings, ConsoleConfig> {
        private static final Duration MINUTE = Duration.ofMinutes(1);

        @Override
        public boolean isValid(ConsoleConfig config, ConstraintValidatorContext context) {
            List<String> complaints = new ArrayList<>();
            url("console.function-url", config.functionUrl(), complaints);
            url("console.registry-url", Optional.of(config.registryUrl()), complaints);
            url("console.job-url", Optional.of(config.jobUrl()), complaints);
            url("console.spark-master-url", config.sparkMasterUrl(), complaints);
            url("console.job-page", config.jobPage(), complaints);
            url("console.spark-master-page", config.sparkMasterPage(), complaints);
            Duration period = config.period();
            if (period.isNegative()
                    || period.isZero()
                    || period.compareTo(MINUTE) > 0
                    || MINUTE.toNanos() % period.toNanos() != 0
                    || !period.equals(period.truncatedTo(ChronoUnit.SECONDS))) {
                complaints.add("console.period is %s; it must be whole seconds that divide a minute, such as PT10S"
                        .formatted(period));
            }
            Duration objective = config.freshnessObjective();
            if (objective.compareTo(Duration.ofMillis(1)) < 0 || objective.compareTo(Duration.ofDays(1)) > 0) {
                complaints.add("console.freshness-objective is %s; it must be PT0.001S to PT24H".formatted(objective));
            }
            context.disableDefaultConstraintViolation();
            for (String complaint : complaints) {
                // a URL may hold what would be an expression in a template
                context.buildConstraintViolationWithTemplate(complaint.replaceAll("([\\\\{}$])", "\\\\$1"))
                        .addConstraintViolation();
            }
            return complaints.isEmpty();
        }

        private static void url(String setting, Optional<URI> value, List<String> complaints) {
            value.ifPresent(url -> {
                boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
                if (url.getRawUserInfo() != null) {
                    complaints.add("%s holds a user's name or password, which messages would show".formatted(setting));
                } else if (!http || url.getHost() == null || url.getPort() > 65_535) {
                    complaints.add(
                            "%s is %s; it must be an absolute http or https URL with a host and a port up to 65535, such as http://host:8080"
                                    .formatted(setting, url));
                }
            });
        }
    }
}
