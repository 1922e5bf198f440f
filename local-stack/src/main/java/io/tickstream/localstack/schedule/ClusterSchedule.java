package io.tickstream.localstack.schedule;

import io.tickstream.contract.Schedule;
import io.tickstream.localstack.process.Await;
import io.tickstream.localstack.server.StackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The schedule of a function in a cluster. A pause closes the gate first and then stops the events, so that no event
 * comes that nobody has noted as paused; a resume goes the other way round.
 */
public final class ClusterSchedule {
    private static final String AUDIT_REMEDY =
            "The audit will show slots of the pause as missing. To have it noted, name Cassandra too: --cassandra, --user and --password-file.";

    private final List<Trigger> triggers;
    private final FunctionDoor function;
    private final Optional<ScheduleGate> gate;
    private final Duration patience;

    /**
     * @param gate the gate to turn; empty for the one that a running function offers
     * @param patience how long a resume waits for a function
     */
    ClusterSchedule(List<Trigger> triggers, FunctionDoor function, Optional<ScheduleGate> gate, Duration patience) {
        this.triggers = List.copyOf(triggers);
        this.function = function;
        this.gate = gate;
        this.patience = patience;
    }

    /** The function itself. */
    interface FunctionDoor {
        /** Whether it ticks by its own schedule, so that only the gate stops it. */
        boolean ticksByItself();

        /** Whether there is one to ask now. */
        boolean answers();

        /**
         * Asks the gate that it offers; empty if none runs.
         *
         * @throws StackException if it does not answer, or not as it should
         */
        <T> Optional<T> ask(Function<ScheduleGate, T> question);
    }

    /** There is nothing whose schedule could be turned. */
    public static final class NothingThere extends RuntimeException {
        private static final long serialVersionUID = 1;

        NothingThere(String message) {
            super(message);
        }
    }

    /**
     * What was done.
     *
     * @param lines what became of each part, for people
     * @param complete false if the ticks may not be as asked for
     */
    public record Result(List<String> lines, boolean complete) {}

    /** Stops the ticks. */
    public Result pause(Schedule change) {
        Map<Trigger, Trigger.State> found = found();
        boolean byItself = checkAnythingThere(found);
        List<String> lines = new ArrayList<>();
        Optional<String> trouble = turn(change, lines);
        found.forEach((trigger, state) -> {
            if (state.paused()) {
                lines.add("%s was paused already: %s".formatted(trigger.name(), state.inWords()));
            } else {
                trigger.pause(change);
                lines.add("%s is paused; it was %s".formatted(trigger.name(), state.inWords()));
            }
        });
        trouble.ifPresent(
                cause -> lines.add("The pause is not noted in the ledger: %s. %s".formatted(cause, AUDIT_REMEDY)));
        if (byItself && trouble.isPresent()) {
            lines.add(
                    "The Deployment ingest-function has a schedule of its own, which only the gate stops: it ticks on.");
        }
        return new Result(lines, trouble.isEmpty() || !byItself);
    }

    /** Starts the ticks again. */
    public Result resume(Schedule change) throws InterruptedException {
        Map<Trigger, Trigger.State> found = found();
        boolean byItself = checkAnythingThere(found);
        List<String> lines = new ArrayList<>();
        boolean complete = true;
        for (Map.Entry<Trigger, Trigger.State> each : found.entrySet()) {
            Trigger trigger = each.getKey();
            Trigger.State state = each.getValue();
            if (!state.paused()) {
                lines.add("%s was running already: %s".formatted(trigger.name(), state.inWords()));
            } else if (state.byUs()) {
                trigger.resume();
                lines.add("%s is %s"
                        .formatted(
                                trigger.name(),
                                trigger.state().map(Trigger.State::inWords).orElse("gone")));
            } else {
                lines.add("%s stays as it is: %s".formatted(trigger.name(), state.inWords()));
                complete = false;
            }
        }
        boolean wakesUp = byItself || found.keySet().stream().anyMatch(trigger -> trigger instanceof PingSourceTrigger);
        if (gate.isEmpty() && wakesUp) {
            Await.until(function::answers, patience);
        }
        Optional<String> trouble = turn(change, lines);
        trouble.ifPresent(cause -> lines.add(
                ("The gate could not be opened: %s. If it is closed, ticks stay paused. Try again when the function runs,"
                                + " or name Cassandra: --cassandra, --user and --password-file.")
                        .formatted(cause)));
        // what a CronJob runs offers no gate, so that this way none was closed
        return new Result(lines, complete && (trouble.isEmpty() || !wakesUp));
    }

    /** How every part is. */
    public List<String> status() {
        Map<Trigger, Trigger.State> found = found();
        boolean byItself = checkAnythingThere(found);
        List<String> lines = new ArrayList<>();
        found.forEach((trigger, state) -> lines.add("%s is %s".formatted(trigger.name(), state.inWords())));
        if (byItself) {
            lines.add("Deployment ingest-function ticks by its own schedule, as far as the gate lets it");
        }
        try {
            lines.add("The gate is "
                    + ask(ScheduleGate::read)
                            .map(schedule ->
                                    schedule.map(ClusterSchedule::inWords).orElse("running; nobody has ever set it"))
                            .orElse("not known: no pod of the function runs"));
        } catch (StackException e) {
            lines.add("The gate is not known: " + e.getMessage());
        }
        return lines;
    }

    private Map<Trigger, Trigger.State> found() {
        Map<Trigger, Trigger.State> found = new LinkedHashMap<>();
        triggers.forEach(trigger -> trigger.state().ifPresent(state -> found.put(trigger, state)));
        return found;
    }

    private boolean checkAnythingThere(Map<Trigger, Trigger.State> found) {
        boolean byItself = function.ticksByItself();
        if (found.isEmpty() && !byItself) {
            throw new NothingThere(
                    "There is no PingSource tick, no CronJob tick and no Deployment ingest-function in this namespace. "
                            + "Name another: --namespace, --context. Or deploy one: kubectl apply -k k8s/overlays/…");
        }
        return byItself;
    }

    /** Turns the gate; returns why not, if so. */
    private Optional<String> turn(Schedule change, List<String> lines) {
        try {
            Optional<Boolean> turned = ask(open -> {
                open.change(change);
                return true;
            });
            turned.ifPresent(done -> lines.add("The gate is %s, which the ledger notes".formatted(change.state())));
            return turned.isPresent()
                    ? Optional.empty()
                    : Optional.of("no pod of the function runs that could be told");
        } catch (StackException e) {
            return Optional.of(e.getMessage());
        }
    }

    private <T> Optional<T> ask(Function<ScheduleGate, T> question) {
        return gate.isPresent() ? Optional.of(question.apply(gate.get())) : function.ask(question);
    }

    private static String inWords(Schedule schedule) {
        return "%s since %s, by %s%s"
                .formatted(
                        schedule.state(),
                        schedule.changedAt(),
                        schedule.changedBy(),
                        schedule.reason() == null || schedule.reason().isEmpty() ? "" : ": " + schedule.reason());
    }
}
