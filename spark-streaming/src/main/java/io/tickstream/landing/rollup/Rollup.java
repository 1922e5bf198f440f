package io.tickstream.landing.rollup;

import java.io.Serializable;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** Sums by group, of a minute, a day or all time. A group without companies is not in it. */
public final class Rollup implements Serializable {
    private static final long serialVersionUID = 1;

    private final HashMap<Group, Sums> groups = new HashMap<>();

    /** Counts a company in its group of each dimension. */
    public void add(Company company) {
        Sums sums = company.sums();
        add(new Group(Dimension.SECTOR, Dimension.label(company.sector())), sums);
        add(new Group(Dimension.COUNTRY, Dimension.label(company.country())), sums);
        add(new Group(Dimension.SIZE, Dimension.sizeOf(company.employees())), sums);
    }

    /** Adds all groups of another. */
    public void add(Rollup other) {
        other.groups.forEach(this::add);
    }

    /** Adds to a group. */
    public void add(Group group, Sums sums) {
        Sums now = groups.getOrDefault(group, Sums.NOTHING).plus(sums);
        if (now.equals(Sums.NOTHING)) {
            groups.remove(group);
        } else {
            groups.put(group, now);
        }
    }

    /** Puts {@code after} in the place of {@code before}, which is part of this. */
    void replace(Rollup before, Rollup after) {
        before.groups.forEach((group, sums) -> add(group, Sums.NOTHING.minus(sums)));
        add(after);
    }

    /** The groups that are there. */
    public Map<Group, Sums> groups() {
        return Collections.unmodifiableMap(groups);
    }

    /** The groups that are others than before; with {@link Sums#NOTHING} where one is there no more. */
    Map<Group, Sums> changesSince(Rollup before) {
        Map<Group, Sums> changes = new HashMap<>();
        groups.forEach((group, sums) -> {
            if (!sums.equals(before.groups.get(group))) {
                changes.put(group, sums);
            }
        });
        for (Group group : before.groups.keySet()) {
            if (!groups.containsKey(group)) {
                changes.put(group, Sums.NOTHING);
            }
        }
        return changes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rollup rollup && groups.equals(rollup.groups);
    }

    @Override
    public int hashCode() {
        return groups.hashCode();
    }

    @Override
    public String toString() {
        return groups.toString();
    }
}
