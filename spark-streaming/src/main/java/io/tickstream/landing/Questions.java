package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Asks Cassandra several questions at a time; one that it does not answer, since it is away, is asked again. */
final class Questions {
    /** Hides the way to Cassandra and back; more would only fill its queue. */
    private static final int IN_FLIGHT = 8;

    private final Cassandra cassandra;
    private final CqlSession session;

    private record Asked(BoundStatement statement, CompletionStage<AsyncResultSet> answer) {}

    Questions(Cassandra cassandra, CqlSession session) {
        this.cassandra = requireNonNull(cassandra, "cassandra");
        this.session = requireNonNull(session, "session");
    }

    /**
     * Returns when all are answered.
     *
     * @param rows hears of each row, question by question
     * @throws Patience.Exhausted if Cassandra stays away
     */
    void ask(Iterable<BoundStatement> questions, Patience again, Consumer<Row> rows) throws InterruptedException {
        Deque<Asked> asked = new ArrayDeque<>();
        for (BoundStatement question : questions) {
            if (asked.size() == IN_FLIGHT) {
                answer(asked.poll(), again).forEach(rows);
            }
            asked.add(new Asked(question, session.executeAsync(question)));
        }
        while (!asked.isEmpty()) {
            answer(asked.poll(), again).forEach(rows);
        }
    }

    private List<Row> answer(Asked asked, Patience again) throws InterruptedException {
        List<Row> rows = new ArrayList<>();
        try {
            AsyncResultSet page = asked.answer().toCompletableFuture().get();
            page.currentPage().forEach(rows::add);
            while (page.hasMorePages()) {
                page = page.fetchNextPage().toCompletableFuture().get();
                page.currentPage().forEach(rows::add);
            }
            return rows;
        } catch (ExecutionException e) {
            Away first = Cassandra.awayOrThrow(e.getCause());
            return again.ask(cassandra.toString(), () -> {
                try {
                    return session.execute(asked.statement()).all();
                } catch (DriverException second) {
                    second.addSuppressed(first);
                    throw Cassandra.awayOrThrow(second);
                }
            });
        }
    }
}
