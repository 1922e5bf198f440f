package io.tickstream.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.tickstream.contract.Identity;
import io.tickstream.ingest.Profile;
import io.tickstream.ingest.Rejection;
import io.tickstream.ingest.Rejection.Reason;
import io.tickstream.ingest.Tick;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads an answer: first where its companies begin and end, then each by itself, so that one that cannot be read takes
 * no other with it and is rejected with its own bytes. Of the envelope only {@code data} matters.
 */
final class AnswerReader {
    /** An envelope, a company, its addresses; a hundred times that is an attack on our memory. */
    private static final int MAX_DEPTH = 500;

    /** Forbidden in front of JSON (RFC 8259, section 8.1), yet sent by some; readers may ignore it. */
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW) // names are the source's, and read but once
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    // numbers are never computed with, and the body is bounded
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final Tick tick;
    private final URI askedUrl;

    AnswerReader(Tick tick, URI askedUrl) {
        this.tick = tick;
        this.askedUrl = askedUrl;
    }

    /** Where a company stands in the text. Unit: UTF-16 units, as Java counts. */
    private record Span(int start, int end) {
        int length() {
            return end - start;
        }
    }

    Fetch read(Answer answer) {
        try {
            refuseUnexpectedStatus(answer);
            refuseTooLarge(answer);
            refuseDamaged(answer);
            char[] text = decoded(answer.body().bytes());
            return companies(answer, text, spans(answer, text));
        } catch (Unreadable e) {
            Rejection whole = place(Identity.WHOLE_ANSWER)
                    .reject(
                            e.reason(),
                            e.getMessage(),
                            answer.body().bytes(),
                            answer.body().size());
            return new Fetch.Unreadable(List.of(whole), answer.status());
        }
    }

    private Fetch companies(Answer answer, char[] text, List<Span> spans) {
        List<Profile> profiles = new ArrayList<>();
        List<Rejection> rejections = new ArrayList<>();
        for (int index = 0; index < spans.size(); index++) {
            Span span = spans.get(index);
            try {
                profiles.add(ProfileReader.read(tick, index, text, span.start(), span.length()));
            } catch (Unreadable e) {
                // the very bytes that came: text that was decoded without an error is encoded to the same
                ByteBuffer original = UTF_8.encode(CharBuffer.wrap(text, span.start(), span.length()));
                rejections.add(place(index).reject(e.reason(), e.getMessage(), original, original.remaining()));
            }
        }
        if (!profiles.isEmpty()) {
            return new Fetch.Arrived(profiles, rejections, answer.status());
        }
        return rejections.isEmpty()
                ? new Fetch.Empty(answer.status())
                : new Fetch.Unreadable(rejections, answer.status());
    }

    private Rejection.Place place(int index) {
        return new Rejection.Place(tick, askedUrl, index);
    }

    private static void refuseUnexpectedStatus(Answer answer) throws Unreadable {
        if (answer.isSuccess()) {
            return;
        }
        if (answer.refusedRedirect().isPresent()) {
            throw new Unreadable(
                    Reason.UNEXPECTED_STATUS,
                    "the source answered with status %d and %s"
                            .formatted(answer.status(), answer.refusedRedirect().get()));
        }
        throw new Unreadable(
                Reason.UNEXPECTED_STATUS,
                "the source answered with status %d; is ingest.source.url right?".formatted(answer.status()));
    }

    private static void refuseTooLarge(Answer answer) throws Unreadable {
        if (!answer.body().isWhole()) {
            throw new Unreadable(
                    Reason.TOO_LARGE,
                    "the answer has %d bytes or more; see ingest.source.max-bytes and ingest.quantity"
                            .formatted(answer.body().size()));
        }
    }

    private static void refuseDamaged(Answer answer) throws Unreadable {
        if (answer.body().damage().isPresent()) {
            throw new Unreadable(Reason.NOT_JSON, answer.body().damage().get());
        }
    }

    /** Text, not bytes, is given to the parser: by bytes it would guess UTF-16, and let some malformed UTF-8 pass. */
    private static char[] decoded(ByteBuffer body) throws Unreadable {
        ByteBuffer bytes = body.duplicate();
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CoderResult result = UTF_8.newDecoder().decode(bytes, text, true);
        if (result.isError()) {
            throw new Unreadable(
                    Reason.NOT_JSON,
                    "the answer is not UTF-8: byte %d is malformed".formatted(bytes.position() - body.position()));
        }
        text.flip();
        if (text.hasRemaining() && text.get(0) == BYTE_ORDER_MARK) {
            text.position(1);
        }
        return Arrays.copyOfRange(text.array(), text.position(), text.limit());
    }

    private static List<Span> spans(Answer answer, char[] text) throws Unreadable {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw text.length == 0
                        ? new Unreadable(Reason.NOT_JSON, "the answer has no bytes")
                        : new Unreadable(Reason.WRONG_TYPE, "the answer is no JSON object");
            }
            List<Span> spans = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isData = parser.currentName().equals("data");
                parser.nextToken();
                if (isData && spans != null) {
                    throw new Unreadable(Reason.DUPLICATE_FIELD, "the answer has the member data twice");
                }
                if (isData) {
                    spans = spansOfData(parser);
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new Unreadable(Reason.NOT_JSON, "the answer goes on after its end");
            }
            if (spans == null) {
                throw new Unreadable(Reason.MISSING_FIELD, "the answer has no member data");
            }
            return spans;
        } catch (StreamConstraintsException e) {
            throw new Unreadable(
                    Reason.TOO_DEEP, "the answer is nested deeper than %d arrays and objects".formatted(MAX_DEPTH));
        } catch (JsonProcessingException e) {
            throw notJson(answer, e.getLocation());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: an array is read", e);
        }
    }

    private static List<Span> spansOfData(JsonParser parser) throws IOException, Unreadable {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new Unreadable(
                    Reason.WRONG_TYPE, "the answer's member data is no array but " + JsonText.kind(parser));
        }
        List<Span> spans = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (spans.size() == Identity.MOST_RECORDS) {
                throw new Unreadable(
                        Reason.TOO_MANY, "the answer has more than %d companies".formatted(Identity.MOST_RECORDS));
            }
            int start = (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            parser.finishToken();
            spans.add(new Span(start, (int) parser.currentLocation().getCharOffset()));
        }
        return spans;
    }

    private static Unreadable notJson(Answer answer, JsonLocation location) {
        boolean html = answer.contentType()
                        .map(type -> type.toLowerCase(Locale.ROOT).contains("html"))
                        .orElse(false)
                || startsLikeMarkup(answer.body().bytes());
        return new Unreadable(
                Reason.NOT_JSON,
                html
                        ? "the answer is HTML; a proxy's or an error page?"
                        : "the answer is no JSON from line %d, column %d on"
                                .formatted(location.getLineNr(), location.getColumnNr()));
    }

    private static boolean startsLikeMarkup(ByteBuffer body) {
        return body.hasRemaining() && body.get(body.position()) == '<';
    }
}
