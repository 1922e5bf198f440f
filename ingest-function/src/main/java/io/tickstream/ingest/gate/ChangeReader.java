package io.tickstream.ingest.gate;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tickstream.contract.Schedule;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** Reads the body of a change: {@code {"state":"paused","reason":"…","changed_by":"…"}}. */
@ApplicationScoped
class ChangeReader {
    /** Unit: characters. */
    private static final int MAX_NAME = 100;

    private static final int MAX_REASON = 500;
    private static final Set<String> MEMBERS = Set.of("state", "changed_by", "reason");

    private static final ObjectReader STRICT_JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private final Clock clock;

    ChangeReader(Clock clock) {
        this.clock = clock;
    }

    /** The body asks for nothing that could be done; the message says what to mend. */
    static final class Unclear extends Exception {
        private static final long serialVersionUID = 1;

        Unclear(String message) {
            super(message);
        }
    }

    /** The change, as of now. */
    Schedule read(byte[] body) throws Unclear {
        JsonNode change = json(body);
        for (String member : (Iterable<String>) change::fieldNames) {
            if (!MEMBERS.contains(member)) {
                throw new Unclear(
                        "The body has a member that is not known here; it may have state, changed_by and reason");
            }
        }
        String state = text(change, "state", MAX_NAME)
                .orElseThrow(() -> new Unclear("state is missing; it is 'running' or 'paused'"));
        if (!state.equals(Schedule.RUNNING) && !state.equals(Schedule.PAUSED)) {
            throw new Unclear("state must be 'running' or 'paused'");
        }
        String changedBy = text(change, "changed_by", MAX_NAME)
                .orElseThrow(() -> new Unclear("changed_by is missing; say who changes the schedule"));
        return new Schedule(
                state,
                changedBy,
                clock.instant(),
                text(change, "reason", MAX_REASON).orElse(null));
    }

    private static JsonNode json(byte[] body) throws Unclear {
        try {
            JsonNode change = STRICT_JSON.readTree(body);
            if (change.isObject()) {
                return change;
            }
        } catch (IOException e) {
            // said below; what Jackson says may quote the body
        }
        throw new Unclear("The body is no JSON object; send one such as {\"state\":\"paused\",\"changed_by\":\"ann\"}");
    }

    private static Optional<String> text(JsonNode change, String member, int longest) throws Unclear {
        JsonNode value = change.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        String text = value.textValue();
        if (text == null
                || text.isBlank()
                || text.length() > longest
                || text.codePoints()
                        .anyMatch(point ->
                                Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE)) {
            throw new Unclear("%s must be a string of 1 to %d characters, none of them a control character"
                    .formatted(member, longest));
        }
        return Optional.of(text);
    }
}
