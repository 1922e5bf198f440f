package io.tickstream.ingest;

import java.util.Locale;
import org.eclipse.microprofile.config.spi.Converter;

/** Takes nothing but true and false: the usual converter takes a mistyped "ture" for false, and so turns something off. */
public final class TrueOrFalse implements Converter<Boolean> {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean convert(String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            case "" -> null; // not set
            default -> throw new IllegalArgumentException("it is \"%s\"; write true or false".formatted(value));
        };
    }
}
