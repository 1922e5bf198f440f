package io.tickstream.endtoend.faults;

import java.util.Collection;
import java.util.Comparator;
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

    /**
     * What passes by itself first, then servers in the order in which they need one another: the job cannot start while
     * Kafka stands still.
     *
     * @param struck of the catalogue, however they were come by
     */
    static List<Fault> inTheOrderOfTheirEnds(Collection<Fault> struck) {
        List<String> names = all().stream().map(Fault::name).toList();
        return struck.stream()
                .sorted(Comparator.<Fault, Boolean>comparing(fault -> fault.kind() == Fault.Kind.PROCESS)
                        .thenComparing(fault -> names.indexOf(fault.name())))
                .toList();
    }

    /** What continuous integration has the time for: one of each class. */
    static List<Fault> shortRun() {
        return all().stream().filter(Fault::inShortRun).toList();
    }
}
