package io.tickstream.endtoend.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Which faults strike together, round after round: a pure function of the seed and the catalogue. */
final class Mixture {
    private static final int MOST_AT_ONCE = 3;

    private final List<Fault> faults;
    private final Random random;

    /** @param faults those that may mix are taken; there must be one at least */
    Mixture(List<Fault> faults, long seed) {
        this.faults = faults.stream().filter(Fault::mixes).toList();
        if (this.faults.isEmpty()) {
            throw new IllegalArgumentException("None of these faults may strike together with others");
        }
        this.random = new Random(seed);
    }

    /** The next round: one to three faults that do not get into each other's way. */
    List<Fault> next() {
        int wanted = 1 + random.nextInt(MOST_AT_ONCE);
        List<Fault> shuffled = new ArrayList<>(faults);
        Collections.shuffle(shuffled, random);
        List<Fault> round = new ArrayList<>();
        Set<String> touched = new HashSet<>();
        for (Fault fault : shuffled) {
            if (round.size() < wanted && Collections.disjoint(touched, fault.touches())) {
                round.add(fault);
                touched.addAll(fault.touches());
            }
        }
        return round;
    }
}
