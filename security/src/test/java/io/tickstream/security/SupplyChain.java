package io.tickstream.security;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compares what is built with what is known to be vulnerable and with what we have said about it. */
final class SupplyChain {

    private final List<Advisory> advisories;
    private final List<Statement> statements;

    SupplyChain(List<Advisory> advisories, List<Statement> statements) {
        this.advisories = List.copyOf(advisories);
        this.statements = List.copyOf(statements);
    }

    /** What somebody has to do something about, in words that say what; empty if nothing. */
    List<String> problems(Collection<Component> components) {
        List<String> problems = new ArrayList<>();
        Set<Statement> used = new HashSet<>();
        for (Component component : components) {
            for (Advisory advisory : advisories) {
                if (!advisory.concerns(component)) {
                    continue;
                }
                List<Statement> answers = statements.stream()
                        .filter(statement -> statement.answers(advisory, component))
                        .toList();
                if (answers.isEmpty()) {
                    problems.add(unanswered(advisory, component));
                }
                used.addAll(answers);
            }
        }
        for (Statement statement : statements) {
            if (!used.contains(statement)) {
                problems.add(stale(statement));
            }
        }
        return problems;
    }

    private static String unanswered(Advisory advisory, Component component) {
        return "%s runs with %s %s, which has %s (%s: %s). It comes from %s. Raise it to a version outside of %s in the module's dependencyManagement; only where that cannot be done, say why it is safe in security/vex.json. See %s"
                .formatted(
                        component.deployable(),
                        advisory.artifact(),
                        component.version(),
                        advisory.id(),
                        advisory.severity(),
                        advisory.summary(),
                        component.origin(),
                        advisory.affected(),
                        advisory.source());
    }

    private static String stale(Statement statement) {
        return "security/vex.json speaks of %s in %s %s of %s, which no longer runs there or is no longer known as vulnerable. Remove the statement, or look at the new version and write it anew."
                .formatted(statement.id(), statement.artifact(), statement.version(), statement.deployable());
    }
}
