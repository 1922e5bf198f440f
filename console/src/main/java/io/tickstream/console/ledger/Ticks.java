package io.tickstream.console.ledger;

import com.datastax.oss.driver.api.core.cql.Row;
import io.tickstream.console.answer.Asked.Range;
import io.tickstream.console.answer.Gathering;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.console.cassandra.Tables;
import io.tickstream.console.data.Companies;
import io.tickstream.console.data.Company;
import io.tickstream.console.deadletters.Letter;
import io.tickstream.console.deadletters.Letters;
import io.tickstream.console.kafka.TickOffsets;
import io.tickstream.contract.Table;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.context.ManagedExecutor;

/** Finds a tick and follows its records. */
@ApplicationScoped
class Ticks {
    private static final String RECEIPT =
            "SELECT * FROM " + Table.TICKS.qualifiedName() + " WHERE day = ? AND slot = ? AND id = ?";
    private static final String LANDED = "SELECT rows, WRITETIME(rows) AS written FROM " + Table.LANDED.qualifiedName()
            + " WHERE day = ? AND slot = ? AND tick_id = ?";

    /** How long after its slot a tick's records may have come to Kafka. */
    private static final Duration PUBLISHING = Duration.ofMinutes(2);

    private final Tables tables;
    private final Companies companies;
    private final Letters letters;
    private final TickOffsets offsets;
    private final ManagedExecutor executor;
    private final Clock clock;

    Ticks(
            Tables tables,
            Companies companies,
            Letters letters,
            TickOffsets offsets,
            ManagedExecutor executor,
            Clock clock) {
        this.tables = tables;
        this.companies = companies;
        this.letters = letters;
        this.offsets = offsets;
        this.executor = executor;
        this.clock = clock;
    }

    /** The tick with its companies; empty if the ledger has none of this slot and name. */
    Optional<Tick> find(Instant slot, UUID id) throws ServerAway {
        Optional<Row> found =
                tables.rows(RECEIPT, Slots.day(slot), slot, id).stream().findFirst();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Row receipt = found.get();
        Instant started = receipt.getInstant("started_at");
        Instant finished = receipt.getInstant("finished_at");
        Gathering parts = new Gathering(executor);
        Supplier<Optional<List<Tick.Offsets>>> kafka = parts.read(() -> offsets.of(
                id,
                new Range(
                        started == null ? slot : started.minus(Slots.LANDING),
                        (finished == null ? slot : finished).plus(PUBLISHING))));
        List<Company> landedCompanies = companies.ofTick(id);
        List<Letter> rejections = letters.ofTick(id, slot, finished == null ? slot : finished);
        int fetched = receipt.getInt("fetched");
        int landed = landedCompanies.size();
        int rejected = rejections.size();
        return Optional.of(new Tick(
                id,
                slot,
                receipt.getString("source"),
                receipt.getString("trigger"),
                receipt.getString("outcome"),
                orNull(receipt.getInt("source_status")),
                orNull(receipt.getString("reason")),
                started,
                finished,
                receipt.getInt("fetch_ms"),
                receipt.getInt("publish_ms"),
                receipt.getString("function_version"),
                orNull(receipt.getString("event_id")),
                fetched,
                receipt.getInt("published"),
                landed,
                rejected,
                TickSum.complete(
                        receipt.getString("outcome"),
                        fetched,
                        landed,
                        rejected,
                        TickSum.mayStillLand(finished, clock.instant())),
                landedCompanies,
                rejections,
                new Tick.Path(
                        orNull(receipt.getString("event_id")), kafka.get().orElse(null), landing(slot, id, landed)),
                parts.troubles()));
    }

    private Tick.Landing landing(Instant slot, UUID id, int rows) throws ServerAway {
        Instant counted = tables.rows(LANDED, Slots.day(slot), slot, id).stream()
                .filter(row -> !row.isNull("written"))
                .map(row -> Instant.EPOCH.plus(row.getLong("written"), ChronoUnit.MICROS))
                .findFirst()
                .orElse(null);
        return rows == 0 ? null : new Tick.Landing(Table.COMPANIES_CREATED.tableName(), rows, counted);
    }

    /** The table has 0 and empty texts where a receipt has nothing; see 003-ticks.cql. */
    private static Integer orNull(int number) {
        return number == 0 ? null : number;
    }

    private static String orNull(String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
