package io.tickstream.localstack.companyapi;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One answer of the stand-in's, as its ledger holds it.
 *
 * @param time when the request came
 * @param query as it came, still URL-encoded
 * @param seed as asked for, or as chosen where none was
 * @param quantity companies asked for; 0 if the question could not be read
 * @param status of HTTP; 0 if the connection was closed without an answer
 * @param behaviour kind of the behaviour that answered, or "none"
 * @param companies one after the other; none unless the class is {@link AnswerClass#COMPANIES}
 */
public record ServedAnswer(
        Instant time,
        Optional<String> query,
        OptionalLong seed,
        int quantity,
        int status,
        String behaviour,
        AnswerClass servedClass,
        List<ServedCompany> companies) {
    /** What an answer is to the one who reads it. */
    public enum AnswerClass {
        /** A whole answer with companies, readable or not. */
        COMPANIES,
        /** A whole answer without a company. */
        EMPTY,
        /** A whole answer that cannot be read as one: no JSON, no array of companies, or too many of them. */
        UNREADABLE,
        /** Status 3xx. */
        REDIRECT,
        /** Status 4xx or 5xx. */
        ERROR,
        /** The connection is closed before the end. */
        CUT,
        /** A body too large to be held, of one company whose name is too long. */
        STREAMED;

        /** As in the ledger. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static AnswerClass labelled(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    /** Keeps a copy. */
    public ServedAnswer {
        requireNonNull(time, "time");
        requireNonNull(servedClass, "servedClass");
        companies = List.copyOf(companies);
    }

    /** What is about to be sent. */
    static ServedAnswer of(Instant time, URI asked, String behaviour, Answer answer) {
        Optional<Question> question = question(asked);
        OptionalLong seed = question.map(Question::seed).orElse(OptionalLong.empty());
        Optional<AnswerClass> unread = classWithoutABody(answer);
        Optional<List<ServedCompany>> companies = unread.isPresent() ? Optional.empty() : companies(answer);
        return new ServedAnswer(
                time,
                Optional.ofNullable(asked.getRawQuery()),
                seed.isPresent() ? seed : answer.seed(),
                question.map(Question::quantity).orElse(0),
                answer.status(),
                behaviour,
                unread.orElseGet(() -> companies
                        .map(found -> found.isEmpty() ? AnswerClass.EMPTY : AnswerClass.COMPANIES)
                        .orElse(AnswerClass.UNREADABLE)),
                companies.orElse(List.of()));
    }

    private static Optional<Question> question(URI asked) {
        try {
            return Optional.of(Question.read(asked));
        } catch (BadQuestion e) {
            return Optional.empty();
        }
    }

    private static Optional<List<ServedCompany>> companies(Answer answer) {
        try {
            return Optional.of(AnswerContents.of(answer.body()));
        } catch (AnswerContents.Unreadable e) {
            return Optional.empty();
        }
    }

    /** Empty if the body must be looked at. */
    private static Optional<AnswerClass> classWithoutABody(Answer answer) {
        if (answer.delivery() instanceof Delivery.HungUp || answer.delivery() instanceof Delivery.CutOff) {
            return Optional.of(AnswerClass.CUT);
        }
        if (answer.delivery() instanceof Delivery.Padded) {
            return Optional.of(AnswerClass.STREAMED);
        }
        if (answer.status() >= 400) {
            return Optional.of(AnswerClass.ERROR);
        }
        return answer.status() >= 300 ? Optional.of(AnswerClass.REDIRECT) : Optional.empty();
    }

    /** How many companies can be read. */
    public long readable() {
        return companies.stream().filter(ServedCompany::isReadable).count();
    }
}
