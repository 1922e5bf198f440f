package io.tickstream.endtoend.faults.check;

import io.tickstream.localstack.companyapi.ServedAnswer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * All that is known of what was served, sent and landed.
 *
 * @param answers as the source's ledger holds them
 * @param audit what {@code tickstream audit} finds
 */
record Evidence(
        List<ServedAnswer> answers, Broker broker, Tables tables, List<io.tickstream.localstack.audit.Finding> audit) {
    /**
     * What is on the broker.
     *
     * @param first the first event of each company by its id
     * @param companies which company stands where, repetitions included
     * @param undecodable where something stands that cannot be read, and the tick that its key names
     * @param receipts every receipt of every tick
     */
    record Broker(
            Map<UUID, Facts> first,
            Map<Letter.Place, UUID> companies,
            Map<Letter.Place, Optional<UUID>> undecodable,
            List<Receipt> receipts) {}

    /**
     * What is in the tables.
     *
     * @param sums of a minute, of a day and of all time
     * @param landed counts of rows
     */
    record Tables(
            List<Facts> rows,
            List<Letter> letters,
            List<Receipt> receipts,
            Map<SumKey, Sums> sums,
            Map<LandedKey, Integer> landed) {}

    /**
     * Which sum.
     *
     * @param day empty for all time
     * @param minute empty for a whole day
     */
    record SumKey(String dimension, Optional<LocalDate> day, Optional<Instant> minute, String value) {
        @Override
        public String toString() {
            return "%s %s %s"
                    .formatted(
                            dimension,
                            minute.map(Instant::toString)
                                    .or(() -> day.map(LocalDate::toString))
                                    .orElse("total"),
                            value);
        }
    }

    /** Which tick's rows. */
    record LandedKey(Instant slot, UUID tick) {}
}
