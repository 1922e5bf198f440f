package io.tickstream.endtoend.faults;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.List;

/**
 * How the pipeline has come through a fault, or through the mixture.
 *
 * @param fault its name
 * @param kind what was broken, such as network
 * @param promise what the user is promised
 * @param expected how it had to end
 * @param passed whether it did, and in time
 * @param struckSeconds how long the fault was in force, its end included
 * @param recoverySeconds from the fault's end until the first tick made afterwards was visible; null if none was. Of the
 *     mixture, the longest
 * @param aimSeconds the longest that it may take
 * @param ticks made from before the fault until after the recovery
 * @param delivered of these, acknowledged by the broker as a whole
 * @param companies served by the source and held against what landed
 * @param load of the machine at the end, as uptime shows it: whoever else works on it makes recoveries longer
 * @param notes what the fault had to say
 * @param failures why it did not pass; empty if it did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Result(
        String fault,
        String kind,
        String promise,
        String expected,
        boolean passed,
        double struckSeconds,
        Double recoverySeconds,
        long aimSeconds,
        int ticks,
        int delivered,
        int companies,
        double load,
        List<String> notes,
        List<String> failures) {
    /** Of a fault that could not strike. */
    static Result notStruck(
            String fault, String kind, String promise, Expectation expects, Duration aim, String failure) {
        return new Result(
                fault,
                kind,
                promise,
                expects.inWords(),
                false,
                0,
                null,
                aim.toSeconds(),
                0,
                0,
                0,
                0,
                List.of(),
                List.of(failure));
    }

    /** For the one line that is printed of it. */
    String inWords() {
        return "struck %.1f s, %s (aim %d s), %d ticks, %d delivered, %d companies checked: %s"
                .formatted(
                        struckSeconds,
                        recoverySeconds == null ? "did not recover" : "recovered in %.1f s".formatted(recoverySeconds),
                        aimSeconds,
                        ticks,
                        delivered,
                        companies,
                        passed ? "ok" : "FAILED");
    }

    static double seconds(Duration duration) {
        return oneDecimal(duration.toMillis() / 1000.0);
    }

    static double oneDecimal(double number) {
        return Math.round(number * 10) / 10.0;
    }
}
