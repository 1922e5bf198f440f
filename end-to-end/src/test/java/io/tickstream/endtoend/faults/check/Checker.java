package io.tickstream.endtoend.faults.check;

import com.datastax.oss.driver.api.core.CqlSession;
import io.tickstream.localstack.audit.Audit;
import io.tickstream.localstack.audit.EvidenceReader;
import io.tickstream.localstack.audit.Slots;
import io.tickstream.localstack.companyapi.ServedLedger;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.server.Port;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Holds what has landed against what the source served. To be asked when nothing moves any more: a company that is on its
 * way would be a lost one.
 */
public final class Checker {
    private static final Duration USUAL_PERIOD = Duration.ofSeconds(10);

    private final CqlSession session;
    private final String broker;
    private final URI registry;
    private final Path ledger;

    /**
     * A checker that keeps no state: each check reads everything of its scope.
     *
     * @param session may read all tables; stays the caller's
     * @param broker host and port
     * @param registry the registry's Confluent API, such as http://127.0.0.1:8081/apis/ccompat/v7
     * @param ledger what the stand-in served
     */
    public Checker(CqlSession session, String broker, URI registry, Path ledger) {
        this.session = session;
        this.broker = broker;
        this.registry = registry;
        this.ledger = ledger;
    }

    /** A checker of these servers, asked directly. */
    public static Checker of(RunningStack stack) {
        return new Checker(
                stack.session(),
                stack.address(Port.KAFKA),
                URI.create("http://" + stack.address(Port.REGISTRY) + "/apis/ccompat/v7"),
                stack.servedLedger());
    }

    /** Looks at everything within the scope. Takes seconds for tens of thousands of companies. */
    public Verdict check(Scope scope) throws IOException, InterruptedException {
        Evidence.Broker sent = new BrokerReader(scope, broker, registry).read();
        Evidence.Tables tables = new TableReader(session).read(scope);
        return Judge.judge(scope, new Evidence(ServedLedger.read(ledger), sent, tables, audit(scope, tables)));
    }

    private List<io.tickstream.localstack.audit.Finding> audit(Scope scope, Evidence.Tables tables)
            throws InterruptedException {
        Stream<Instant> receipts = tables.receipts().stream()
                .filter(receipt -> scope.includes(receipt.tick()))
                .map(Receipt::slot);
        // a tick that has lost its receipt has its rows' slot
        Stream<Instant> rows = tables.rows().stream()
                .filter(row -> scope.includes(row.tick()) && !scope.isStranger(row.tick()) && row.slot() != null)
                .map(Facts::slot);
        List<Instant> moments = Stream.concat(receipts, rows).sorted().toList();
        if (moments.isEmpty()) {
            return List.of();
        }
        Slots range = new Slots(
                moments.get(0),
                moments.get(moments.size() - 1).plusMillis(1),
                scope.period().orElse(USUAL_PERIOD));
        return Audit.of(range, new EvidenceReader(session).read(range)).findings();
    }
}
