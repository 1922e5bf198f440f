package io.tickstream.endtoend.faults.check;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.UUID;

/**
 * One thing that is wrong.
 *
 * @param id what it is about: a company's, rejection's or tick's id, or the key of a sum, such as
 *     "sector 2026-01-31 Retail"
 * @param tick the tick that it belongs to, if it belongs to one
 * @param words what was expected and what was found; no payload
 */
public record Finding(Kind kind, String id, Optional<UUID> tick, String words) {
    /** Checks that all is there. */
    public Finding {
        requireNonNull(kind, "kind");
        requireNonNull(id, "id");
        requireNonNull(tick, "tick");
        requireNonNull(words, "words");
    }

    @Override
    public String toString() {
        return "%s %s%s: %s"
                .formatted(kind.label(), id, tick.map(of -> " of tick " + of).orElse(""), words);
    }
}
