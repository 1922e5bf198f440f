package io.tickstream.localstack.companyapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is asked of the API.
 *
 * @param version 1 or 2
 * @param quantity companies, 1 to 1000
 * @param locale as asked for
 * @param seed as asked for
 */
record Question(int version, int quantity, String locale, OptionalLong seed) {
    /** The API caps _quantity at this. */
    static final int MOST_COMPANIES = 1000;

    private static final int USUAL_QUANTITY = 10;
    private static final String USUAL_LOCALE = "en_US";
    private static final Pattern PATH = Pattern.compile("/api/v([12])/companies/?");
    private static final Pattern LOCALE = Pattern.compile("([a-z]{2,3})(?:[_-]([A-Za-z]{2}))?");

    /** Whether it is one that the stand-in answers; all other paths are not found. */
    static boolean isFor(URI uri) {
        return uri.getPath() != null && PATH.matcher(uri.getPath()).matches();
    }

    /** Reads it from path and query. */
    static Question read(URI uri) throws BadQuestion {
        Matcher path = PATH.matcher(uri.getPath());
        if (!path.matches()) {
            throw new IllegalArgumentException("%s is not for us".formatted(uri.getPath()));
        }
        Map<String, String> parameters = parameters(uri.getRawQuery());
        return new Question(
                Integer.parseInt(path.group(1)),
                quantity(parameters.getOrDefault("_quantity", "")),
                locale(parameters.getOrDefault("_locale", "")),
                seed(parameters.getOrDefault("_seed", "")));
    }

    /** The seed asked for, or any. */
    long seedOrAny() {
        return seed.orElseGet(() -> ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE));
    }

    /** The locale as Java names it. */
    Locale javaLocale() {
        Matcher parts = LOCALE.matcher(locale);
        if (!parts.matches()) {
            throw new IllegalStateException("Cannot happen: %s was checked".formatted(locale));
        }
        Locale.Builder builder = new Locale.Builder().setLanguage(parts.group(1));
        return parts.group(2) == null
                ? builder.build()
                : builder.setRegion(parts.group(2).toUpperCase(Locale.ROOT)).build();
    }

    private static Map<String, String> parameters(String query) throws BadQuestion {
        Map<String, String> parameters = new HashMap<>();
        if (query == null) {
            return parameters;
        }
        for (String pair : query.split("&", -1)) {
            int sign = pair.indexOf('=');
            String name = sign < 0 ? pair : pair.substring(0, sign);
            String value = sign < 0 ? "" : pair.substring(sign + 1);
            try {
                // a parameter given twice counts as PHP counts it: the last one wins
                parameters.put(URLDecoder.decode(name, UTF_8), URLDecoder.decode(value, UTF_8));
            } catch (IllegalArgumentException e) {
                throw new BadQuestion("The query is not URL-encoded: " + e.getMessage() + ".");
            }
        }
        return parameters;
    }

    private static int quantity(String text) throws BadQuestion {
        if (text.isEmpty()) {
            return USUAL_QUANTITY;
        }
        if (!text.matches("0*[1-9][0-9]{0,17}")) {
            throw new BadQuestion("The _quantity field must be a whole number from 1 to %d; greater ones count as %d."
                    .formatted(MOST_COMPANIES, MOST_COMPANIES));
        }
        return (int) Math.min(MOST_COMPANIES, Long.parseLong(text));
    }

    private static String locale(String text) throws BadQuestion {
        if (text.isEmpty()) {
            return USUAL_LOCALE;
        }
        if (!LOCALE.matcher(text).matches()) {
            throw new BadQuestion("The _locale field must be a language and a country, such as en_US or de_DE.");
        }
        return text;
    }

    private static OptionalLong seed(String text) throws BadQuestion {
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new BadQuestion("The _seed field must be a whole number of at most 64 bits.");
        }
    }
}
