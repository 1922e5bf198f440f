package io.tickstream.console.deadletters;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.Blocking;
import io.tickstream.console.answer.Asked;
import io.tickstream.console.answer.BadParameter;
import io.tickstream.console.answer.Changing;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.console.answer.Trouble;
import io.tickstream.deadletters.DeadLetter;
import io.tickstream.service.http.Guarded;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** What could not be read, and the way back. */
@Path("/api/dead-letters")
@Blocking
@Tag(name = "Dead letters")
class DeadLetterResource {
    /** Of one letter's bytes; the command line shows all of them. */
    private static final int SHOWN_BYTES = 64 * 1024;

    private static final int MOST_AT_ONCE = 100;
    private static final int LONGEST_CODE = 60;

    private final Letters letters;
    private final Replays replays;
    private final ObjectMapper json;

    DeadLetterResource(Letters letters, Replays replays, ObjectMapper json) {
        this.letters = letters;
        this.replays = replays;
        this.json = json;
    }

    /**
     * A page of dead letters.
     *
     * @param reasons how many of each reason there are on these days, whatever is asked for
     * @param next the cursor of the next page; null if this is the last
     */
    record Page(List<Letter> letters, Map<String, Long> reasons, String next, List<Trouble> problems) {}

    /**
     * One letter with its bytes.
     *
     * @param bytes in base64, the first 64 KiB
     * @param text the same, where it is UTF-8 without control characters
     */
    record Whole(
            UUID id,
            Instant at,
            String stage,
            String reason,
            String cause,
            String topic,
            Integer partition,
            Long offset,
            String sourceUrl,
            Integer schemaId,
            UUID tickId,
            long size,
            String bytes,
            boolean truncated,
            String text) {}

    /** Which letter is meant. */
    record Name(Instant at, UUID id) {}

    record ReplayRequest(List<Name> ids) {}

    record Replayed(List<Replays.Result> results) {}

    @GET
    @Operation(
            summary = "What could not be read, newest first",
            description = "days: 1 to 90, today in UTC included, by default 7. reason, stage (source, landing): only"
                    + " those. limit: 1 to 200, by default 50. cursor: as the page before said. Looks at the newest"
                    + " 5,000.")
    public Page page(
            @RestQuery String days,
            @RestQuery String reason,
            @RestQuery String stage,
            @RestQuery String limit,
            @RestQuery String cursor)
            throws ServerAway {
        int most = Asked.number("limit", limit, 50, 1, 200);
        String onlyReason = Asked.text("reason", reason, LONGEST_CODE);
        String onlyStage = Asked.choice("stage", stage, Set.of("source", "landing"));
        List<DeadLetter> all = letters.ofLastDays(Asked.number("days", days, 7, 1, 90));
        List<DeadLetter> found = all.stream()
                .filter(letter -> onlyReason == null || letter.reason().equals(onlyReason))
                .filter(letter -> onlyStage == null || letter.stage().equals(onlyStage))
                .dropWhile(letter -> cursor != null && !cursor.isEmpty() && !isAfter(letter, cursor))
                .limit(most + 1L)
                .toList();
        List<DeadLetter> shown = found.stream().limit(most).toList();
        return new Page(
                shown.stream().map(Letter::of).toList(),
                all.stream().collect(groupingBy(DeadLetter::reason, TreeMap::new, counting())),
                found.size() > most ? cursor(shown.get(most - 1)) : null,
                List.of());
    }

    @GET
    @Path("/{at}/{id}")
    @Operation(summary = "One dead letter with its bytes")
    public Whole letter(String at, String id) throws ServerAway {
        DeadLetter letter =
                letters.find(Asked.moment("at", at), Asked.uuid("id", id)).orElseThrow(NotFoundException::new);
        Letter head = Letter.of(letter);
        byte[] bytes = letter.bytes();
        byte[] shown = Arrays.copyOf(bytes, Math.min(bytes.length, SHOWN_BYTES));
        return new Whole(
                head.id(),
                head.at(),
                head.stage(),
                head.reason(),
                head.cause(),
                head.topic(),
                head.partition(),
                head.offset(),
                head.sourceUrl(),
                head.schemaId(),
                head.tickId(),
                head.size(),
                Base64.getEncoder().encodeToString(shown),
                shown.length < letter.payloadSize(),
                shown.length < bytes.length ? null : letter.text().orElse(null));
    }

    @POST
    @Path("/replay")
    @Guarded
    @Changing
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Puts dead letters back",
            description = "ids: 1 to 100 pairs of at and id. What the job could not read goes to its topic again; what"
                    + " the function could not read is asked for again by repeating its tick.")
    public Replayed replay(byte[] body) throws ServerAway {
        List<Name> names = names(body);
        return new Replayed(replays.putBack(names));
    }

    private List<Name> names(byte[] body) {
        return Asked.body(body, ReplayRequest.class, json)
                .map(ReplayRequest::ids)
                .filter(names -> !names.isEmpty() && names.size() <= MOST_AT_ONCE)
                .filter(names -> names.stream()
                        .allMatch(name ->
                                name != null && name.at() != null && Asked.holds(name.at()) && name.id() != null))
                .orElseThrow(() -> new BadParameter(
                        "The body must be {\"ids\": [{\"at\": \"2026-01-31T12:00:00Z\", \"id\": \"a UUID\"}]} with 1 to %d of them"
                                .formatted(MOST_AT_ONCE)));
    }

    private static String cursor(DeadLetter letter) {
        return letter.at() + "/" + letter.id();
    }

    /** In the order of the table: by day and time downwards, then by name. */
    private static boolean isAfter(DeadLetter letter, String cursor) {
        int slash = cursor.indexOf('/');
        if (slash < 0) {
            throw new BadParameter("cursor must be what the page before gave as next");
        }
        Instant at = Asked.moment("cursor", cursor.substring(0, slash));
        UUID id = Asked.uuid("cursor", cursor.substring(slash + 1));
        return letter.at().isBefore(at) || (letter.at().equals(at) && DeadLetter.inOrder(letter.id(), id) > 0);
    }
}
