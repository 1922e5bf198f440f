package io.tickstream.security;

import java.util.Set;

/**
 * What we say about one known fault in one deployable.
 * @param id of the advisory
 * @param deployable the module that runs with the component
 * @param artifact group id and artifact id, with a colon between them
 * @param version the one that was looked at: another one has to be looked at again
 * @param state CycloneDX's word: not_affected, exploitable or in_triage
 * @param justification CycloneDX's word why it is not affected; null for other states
 * @param detail why, in words that can be checked, and what to do where it is exploitable
 */
record Statement(
        String id,
        String deployable,
        String artifact,
        String version,
        String state,
        String justification,
        String detail) {

    private static final Set<String> JUSTIFICATIONS = Set.of(
            "code_not_present",
            "code_not_reachable",
            "requires_configuration",
            "requires_dependency",
            "requires_environment",
            "protected_by_compiler",
            "protected_at_runtime",
            "protected_at_perimeter",
            "protected_by_mitigating_control");

    Statement {
        String where = "vex.json: the statement on %s of %s in %s".formatted(id, artifact, deployable);
        if (detail.length() < 40) {
            throw new IllegalArgumentException(where + " gives no reason. Say why, in words that can be checked.");
        }
        switch (state) {
            case "not_affected" -> {
                if (justification == null || !JUSTIFICATIONS.contains(justification)) {
                    throw new IllegalArgumentException("%s says not_affected with justification %s; CycloneDX knows %s"
                            .formatted(where, justification, JUSTIFICATIONS));
                }
            }
            case "exploitable", "in_triage" -> {
                if (justification != null) {
                    throw new IllegalArgumentException(where + " has a justification, but its state is " + state);
                }
            }
            default ->
                throw new IllegalArgumentException(
                        "%s has the state %s; one of not_affected, exploitable, in_triage".formatted(where, state));
        }
    }

    boolean answers(Advisory advisory, Component component) {
        return id.equals(advisory.id())
                && artifact.equals(advisory.artifact())
                && deployable.equals(component.deployable())
                && version.equals(component.version());
    }
}
