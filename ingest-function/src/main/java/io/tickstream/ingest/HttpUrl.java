package io.tickstream.ingest;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.net.URI;

/** An absolute URL with a host; without user info, which would be a credential in logs and ledger. */
@Documented
@Target(METHOD)
@Retention(RUNTIME)
@Constraint(validatedBy = HttpUrl.Validator.class)
@interface HttpUrl {
    /** What the operator reads. */
    String message() default
            "must be an absolute http or https URL with a host and a port up to 65535, without user info and fragment, such as http://host:8081";

    /** Asked for by Jakarta Validation. */
    Class<?>[] groups() default {};

    /** Asked for by Jakarta Validation. */
    Class<? extends Payload>[] payload() default {};

    /** Looks at the URL's parts. */
    class Validator implements ConstraintValidator<HttpUrl, URI> {
        @Override
        public boolean isValid(URI url, ConstraintValidatorContext context) {
            return url != null
                    && ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
                    && url.getHost() != null
                    && url.getPort() <= 65_535
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null;
        }
    }
}
