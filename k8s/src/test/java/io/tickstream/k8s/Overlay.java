package io.tickstream.k8s;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What somebody applies. */
enum Overlay {
    KNATIVE,
    CRON,
    DEV;

    private static final Map<Overlay, Manifests> BUILT = new ConcurrentHashMap<>();

    /** What kustomize makes of it. */
    Manifests build() {
        return BUILT.computeIfAbsent(this, overlay -> Manifests.parse(Kustomize.build("k8s/overlays/" + overlay)));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
