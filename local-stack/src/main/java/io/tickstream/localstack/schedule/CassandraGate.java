package io.tickstream.localstack.schedule;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import io.tickstream.contract.Schedule;
import io.tickstream.contract.Table;
import io.tickstream.localstack.server.StackException;
import java.util.Optional;

/**
 * The gate's own tables.
 *
 * @param session as tickstream_operator; the caller closes it
 */
public record CassandraGate(CqlSession session) implements ScheduleGate {
    /**
     * {@inheritDoc}
     *
     * @throws StackException if Cassandra does not answer, or somebody wrote something by hand that is no schedule
     */
    @Override
    public Optional<Schedule> read() {
        Row row = execute(SimpleStatement.newInstance(Schedule.SELECT, Schedule.NAME))
                .one();
        if (row == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Schedule(
                    String.valueOf(row.getString("state")),
                    row.getString("changed_by"),
                    row.getInstant("changed_at"),
                    row.getString("reason")));
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new StackException(
                    "The table %s holds no schedule that ticks could go by (%s). Set one: ./tickstream schedule resume"
                            .formatted(Table.SCHEDULE.qualifiedName(), e.getMessage()),
                    e);
        }
    }

    @Override
    public void change(Schedule change) {
        execute(SimpleStatement.newInstance(Schedule.CHANGE, change.values()));
    }

    private ResultSet execute(SimpleStatement statement) {
        try {
            return session.execute(statement);
        } catch (UnauthorizedException e) {
            throw new StackException(
                    "Cassandra does not let this role do it: %s. The schedule is for tickstream_operator to change."
                            .formatted(e.getMessage()),
                    e);
        } catch (DriverException e) {
            throw new StackException("Cassandra did not do it: %s. Try again.".formatted(e.getMessage()), e);
        }
    }
}
