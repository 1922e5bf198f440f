package io.tickstream.k8s;

import java.util.List;
import org.opentest4j.TestAbortedException;

/** The real one: {@code kustomize} or kubectl's, 4.1 or newer, for components. */
final class Kustomize {
    private Kustomize() {}

    /** What it prints for a folder of the checkout. Without it, the test is skipped. */
    static String build(String folder) {
        if (Command.exists("kustomize")) {
            return Command.run(List.of("kustomize", "build", folder));
        }
        requireKubectl();
        return Command.run(List.of("kubectl", "kustomize", folder));
    }

    static void requireKubectl() {
        if (!Command.exists("kubectl")) {
            throw new TestAbortedException("Skipped: there is no kubectl on the PATH. Install 1.22 or newer:"
                    + " https://kubernetes.io/docs/tasks/tools/, or the way k8s/README.md tells. Debian's package"
                    + " kubernetes-client is too old up to Debian 12.");
        }
    }
}
