package io.tickstream.endtoend.faults.check;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the checker found.
 *
 * @param findings everything that is wrong; empty if all is well
 */
public record Verdict(List<Finding> findings, Counts counts) {
    private static final int SHOWN = 20;

    /** Keeps a copy. */
    public Verdict {
        findings = List.copyOf(findings);
    }

    /**
     * How much was looked at, within the scope.
     *
     * @param ticks with a receipt
     * @param answers that the source gave
     * @param served companies by id, readable or not, that the source served to these ticks, or the broker got from strangers
     * @param landed rows of companies_created
     * @param rejected rows of rejected and resolved
     */
    public record Counts(int ticks, int answers, int served, int landed, int rejected) {}

    /** Whether nothing is wrong. */
    public boolean isClean() {
        return findings.isEmpty();
    }

    /** What is wrong in one way. */
    public List<Finding> findings(Kind kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).toList();
    }

    /** In how many ways something is wrong. */
    public Set<Kind> kinds() {
        return findings.stream().map(Finding::kind).collect(Collectors.toSet());
    }

    /** For people: the counts, and the first findings. */
    @Override
    public String toString() {
        String looked = "%d ticks, %d answers, %d companies served, %d landed, %d rejected: "
                .formatted(counts.ticks(), counts.answers(), counts.served(), counts.landed(), counts.rejected());
        if (isClean()) {
            return looked + "all is well";
        }
        String first = findings.stream().limit(SHOWN).map(each -> "\n  " + each).collect(joining());
        return looked + findings.size() + " findings" + first + (findings.size() > SHOWN ? "\n  ..." : "");
    }
}
