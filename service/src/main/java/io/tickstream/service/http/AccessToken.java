package io.tickstream.service.http;

import java.util.Locale;
import java.util.Optional;

/**
 * The secret that lets somebody change something, sent as a bearer token. Each application produces the one bean.
 *
 * @param value empty if none is set
 * @param setting the setting's name, for messages
 * @param guarded what is refused without it, for a log line: "… are"
 */
public record AccessToken(Optional<String> value, String setting, String guarded) {
    /** The environment variable of the same setting. */
    String variable() {
        return setting.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** Leaves the value out. */
    @Override
    public String toString() {
        return "AccessToken[%s]".formatted(setting);
    }
}
