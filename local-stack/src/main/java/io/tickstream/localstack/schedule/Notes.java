package io.tickstream.localstack.schedule;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.tickstream.contract.Schedule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a pause notes on the resource that it stops, as annotations. */
final class Notes {
    /** The schedule that a PingSource had before. */
    static final String SCHEDULE = "tickstream.io/schedule";

    private static final String PAUSED_BY = "tickstream.io/paused-by";
    private static final String PAUSED_AT = "tickstream.io/paused-at";
    private static final String REASON = "tickstream.io/paused-reason";

    private Notes() {}

    static Optional<String> read(HasMetadata resource, String note) {
        return Optional.ofNullable(resource.getMetadata().getAnnotations()).map(notes -> notes.get(note));
    }

    static boolean pausedByUs(HasMetadata resource) {
        return read(resource, PAUSED_AT).isPresent();
    }

    /** Who, when and why; for people. */
    static String inWords(HasMetadata resource) {
        return "by %s at %s%s"
                .formatted(
                        read(resource, PAUSED_BY).orElse("somebody"),
                        read(resource, PAUSED_AT).orElse("some time"),
                        read(resource, REASON).map(reason -> ": " + reason).orElse(""));
    }

    /** Notes a pause, in place of an earlier one. */
    static void put(HasMetadata resource, Schedule change) {
        remove(resource);
        put(resource, PAUSED_BY, change.changedBy());
        put(resource, PAUSED_AT, change.changedAt().toString());
        if (change.reason() != null) {
            put(resource, REASON, change.reason());
        }
    }

    static void put(HasMetadata resource, String note, String value) {
        Map<String, String> notes = notes(resource);
        notes.put(note, value);
        resource.getMetadata().setAnnotations(notes);
    }

    static void remove(HasMetadata resource) {
        Map<String, String> notes = notes(resource);
        notes.keySet().removeAll(List.of(PAUSED_BY, PAUSED_AT, REASON, SCHEDULE));
        resource.getMetadata().setAnnotations(notes);
    }

    private static Map<String, String> notes(HasMetadata resource) {
        return new HashMap<>(
                Optional.ofNullable(resource.getMetadata().getAnnotations()).orElse(Map.of()));
    }
}
