package io.tickstream.ingest;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidator;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.util.HashMap;
import java.util.Map;

/** The function's settings without Quarkus around them: mapped and validated in the same way. */
public final class Configs {
    private static final Validator VALIDATOR =
            Validation.buildDefaultValidatorFactory().getValidator();

    private Configs() {}

    /** The settings of a function to which nobody has said anything. */
    public static IngestConfig defaults() {
        return with();
    }

    /** The defaults but for these. */
    public static IngestConfig with(String... namesAndValues) {
        Map<String, String> settings = new HashMap<>(Map.of("quarkus.application.version", "1.2.3"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .withValidator((BeanValidationConfigValidator) () -> VALIDATOR)
                .withConverter(java.time.Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
                .withMapping(IngestConfig.class)
                .build();
        return config.getConfigMapping(IngestConfig.class);
    }
}
