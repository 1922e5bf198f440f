package io.tickstream.deadletters;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.tickstream.contract.Table;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The tables of the dead letters that nobody has dealt with yet, and of those that somebody has. */
public final class DeadLetters {
    /** All but the bytes, which may be many. */
    private static final String HEAD =
            "id, at, stage, reason, cause, tick_id, source_url, kafka_topic, kafka_partition, kafka_offset, schema_id, payload_size";

    private static final String OF_DAY =
            "SELECT " + HEAD + " FROM " + Table.REJECTED.qualifiedName() + " WHERE day = ?";
    private static final String OF_TIME = OF_DAY + " AND at >= ? AND at < ?";
    private static final String ONE = "SELECT " + HEAD + ", payload FROM " + Table.REJECTED.qualifiedName()
            + " WHERE day = ? AND at = ? AND id = ?";
    private static final String DELETE =
            "DELETE FROM " + Table.REJECTED.qualifiedName() + " WHERE day = ? AND at = ? AND id = ?";
    private static final String RESOLVE = "BEGIN BATCH INSERT INTO " + Table.RESOLVED.qualifiedName()
            + " (day, at, id, stage, reason, tick_id, action, resolved_by, resolved_at, landed_topic, landed_partition,"
            + " landed_offset) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?); "
            + DELETE + "; APPLY BATCH";
    private static final String RESOLVED_ONE = "SELECT action, resolved_by FROM " + Table.RESOLVED.qualifiedName()
            + " WHERE day = ? AND at = ? AND id = ?";
    private static final String RESOLVED = "SELECT day, at, id FROM " + Table.RESOLVED.qualifiedName();

    private final CqlSession session;
    private final Clock clock;

    /** @param session may read and change both tables; stays open */
    public DeadLetters(CqlSession session, Clock clock) {
        this.session = session;
        this.clock = clock;
    }

    /**
     * Those of the last days, newest first, without their bytes.
     *
     * @param days how many days in UTC, 1 for today
     */
    public Stream<DeadLetter> ofLastDays(int days) {
        LocalDate today = LocalDate.now(clock);
        return IntStream.range(0, days)
                .boxed()
                .flatMap(back ->
                        session.execute(SimpleStatement.newInstance(OF_DAY, today.minusDays(back))).all().stream()
                                .map(row -> letter(row, ByteBuffer.allocate(0))));
    }

    /** Those of a stretch of time, by day and newest first within one, without their bytes. */
    public Stream<DeadLetter> between(Instant from, Instant to) {
        LocalDate first = LocalDate.ofInstant(from, ZoneOffset.UTC);
        return first.datesUntil(LocalDate.ofInstant(to, ZoneOffset.UTC).plusDays(1))
                .flatMap(day -> session.execute(SimpleStatement.newInstance(OF_TIME, day, from, to)).all().stream()
                        .map(row -> letter(row, ByteBuffer.allocate(0))));
    }

    /** The letter of this time with its bytes; empty if there is none, or somebody has dealt with it. */
    public Optional<DeadLetter> find(Instant at, UUID id) {
        return Optional.ofNullable(session.execute(ONE, LocalDate.ofInstant(at, ZoneOffset.UTC), at, id)
                        .one())
                .map(row -> letter(row, row.getByteBuffer("payload")));
    }

    /** The letter with its bytes, if it is one of the last days. */
    public Optional<DeadLetter> find(UUID id, int days) {
        return ofLastDays(days)
                .filter(letter -> letter.id().equals(id))
                .findFirst()
                .flatMap(this::whole);
    }

    /** The same letter with its bytes; empty if somebody has dealt with it meanwhile. */
    public Optional<DeadLetter> whole(DeadLetter letter) {
        return find(letter.at(), letter.id());
    }

    /** What became of the letter of this time, and by whom; empty if nobody has dealt with it. */
    public Optional<String> resolution(Instant at, UUID id) {
        return Optional.ofNullable(session.execute(RESOLVED_ONE, LocalDate.ofInstant(at, ZoneOffset.UTC), at, id)
                        .one())
                .map(row -> "%s, by %s".formatted(row.getString("action"), row.getString("resolved_by")));
    }

    /** Takes a letter off the table and notes what became of it, both or neither. */
    public void resolve(DeadLetter letter, Resolution resolution) {
        session.execute(SimpleStatement.newInstance(
                RESOLVE,
                letter.day(),
                letter.at(),
                letter.id(),
                letter.stage(),
                letter.reason(),
                letter.tickId(),
                resolution.action(),
                resolution.by(),
                clock.instant(),
                resolution.topic(),
                resolution.partition(),
                resolution.offset(),
                letter.day(),
                letter.at(),
                letter.id()));
    }

    /** Takes off the table once more what was dealt with before the table was emptied and filled again. */
    public void resolveAgain() {
        for (Row row : session.execute(RESOLVED)) { // few, and asked for by hand
            session.execute(DELETE, row.getLocalDate("day"), row.getInstant("at"), row.getUuid("id"));
        }
    }

    private static DeadLetter letter(Row row, ByteBuffer payload) {
        return new DeadLetter(
                row.getUuid("id"),
                row.getInstant("at"),
                row.getString("stage"),
                row.getString("reason"),
                row.getString("cause"),
                row.getUuid("tick_id"),
                row.getString("source_url"),
                row.getString("kafka_topic"),
                row.getInt("kafka_partition"),
                row.getLong("kafka_offset"),
                row.get("schema_id", Integer.class),
                payload == null ? ByteBuffer.allocate(0) : payload,
                row.getLong("payload_size"));
    }
}
