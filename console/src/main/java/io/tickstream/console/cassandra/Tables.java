package io.tickstream.console.cassandra;

import static java.util.stream.Collectors.joining;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import io.quarkus.runtime.StartupEvent;
import io.tickstream.console.ConsoleConfig;
import io.tickstream.console.answer.Server;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.service.cassandra.CassandraSession;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads the tables, one partition or a part of one at a time. */
@ApplicationScoped
public class Tables {
    private final CassandraSession session;
    private final long timeoutMillis;

    Tables(CassandraSession session, ConsoleConfig config) {
        this.session = session;
        this.timeoutMillis = config.timeoutMillis();
    }

    /** So that the first who looks finds it open. */
    void onStart(@Observes StartupEvent event) {
        session.open();
    }

    /** What needs a session. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it; may throw what the driver throws. */
        T with(CqlSession session);
    }

    /** All rows of one query. */
    public List<Row> rows(String cql, Object... values) throws ServerAway {
        return with(open -> open.execute(open.prepare(cql).bind(values)).all());
    }

    /** A query with what it binds. */
    public record Query(String cql, List<Object> values) {
        /** Its values in the order of its question marks. */
        public static Query of(String cql, Object... values) {
            return new Query(cql, List.of(values));
        }
    }

    /** The rows of each query, all asked at the same time; in their order. */
    public List<List<Row>> rowsOfEach(List<Query> queries) throws ServerAway {
        return with(open -> {
            List<CompletableFuture<List<Row>>> answers = queries.stream()
                    .map(each -> open.executeAsync(
                                    open.prepare(each.cql()).bind(each.values().toArray()))
                            .thenCompose(page -> rest(page, new ArrayList<>()))
                            .toCompletableFuture())
                    .toList();
            return answers.stream().map(CompletableFuture::join).toList();
        });
    }

    /** Does what needs a session. */
    public <T> T with(Work<T> work) throws ServerAway {
        CqlSession open = open();
        try {
            T result = work.with(open);
            session.succeeded();
            return result;
        } catch (InvalidQueryException e) {
            throw new ServerAway(
                    Server.CASSANDRA,
                    "It lacks a table or column, so that its schema is to be applied again: %s"
                            .formatted(e.getMessage()),
                    e);
        } catch (DriverException e) {
            throw failed(e);
        } catch (CompletionException e) {
            if (e.getCause() instanceof DriverException cause) {
                throw failed(cause);
            }
            throw e;
        }
    }

    private ServerAway failed(DriverException e) {
        // that it cannot look its roles up, of which too few replicas answer, it calls a refusal as well
        if (e instanceof UnauthorizedException && !why(e).contains("Unable to perform auth")) {
            return new ServerAway(
                    Server.CASSANDRA,
                    "It refuses the console (%s); grant it to the console's role, as grants.cql does".formatted(why(e)),
                    e);
        }
        session.failed();
        return new ServerAway(Server.CASSANDRA, "It does not answer (%s)".formatted(why(e)), e);
    }

    private CqlSession open() throws ServerAway {
        try {
            return session.open().toCompletableFuture().get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ServerAway(Server.CASSANDRA, "It lets nobody in within %d ms".formatted(timeoutMillis), e);
        } catch (ExecutionException e) {
            throw new ServerAway(
                    Server.CASSANDRA, "It cannot be reached (%s)".formatted(why(e.getCause())), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerAway(Server.CASSANDRA, "The console was told to stop while it waited for it", e);
        }
    }

    private static CompletionStage<List<Row>> rest(AsyncResultSet page, List<Row> before) {
        page.currentPage().forEach(before::add);
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> rest(next, before))
                : CompletableFuture.completedFuture(before);
    }

    /** In words for people: the driver names its classes and connections besides. */
    private static String why(Throwable e) {
        if (e instanceof AllNodesFailedException failed
                && !failed.getAllErrors().isEmpty()) {
            return failed.getAllErrors().entrySet().stream()
                    .map(node -> "%s: %s".formatted(node.getKey().getEndPoint(), root(node.getValue())))
                    .collect(joining("; "));
        }
        return firstLine(e);
    }

    private static String root(List<Throwable> errors) {
        Throwable root = errors.get(errors.size() - 1);
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? "the connection was closed" : firstLine(root);
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
