package io.tickstream.endtoend.faults;

import java.util.List;
import java.util.stream.Stream;

/** Every fault that there is, in the order in which they strike. */
final class Catalogue {
    private Catalogue() {}

    static List<Fault> all() {
        return Stream.of(
                        ProcessFaults.all(),
                        NetworkFaults.all(),
                        SourceFaults.all(),
                        DriverFaults.all(),
                        CheckpointFaults.all(),
                        ScheduleFaults.all(),
                        InputFaults.all(),
                        ClockFaults.all(),
                        DiskFaults.all(),
                        TopicFaults.all())
                .flatMap(List::stream)
                .toList();
    }

    /** What continuous integration has the time for: one of each class. */
    static List<Fault> shortRun() {
        return all().stream().filter(Fault::inShortRun).toList();
    }
}
