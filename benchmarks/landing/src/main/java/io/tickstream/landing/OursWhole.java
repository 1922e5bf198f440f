package io.tickstream.landing;

/** Tickstream as it runs: what {@link OursLanding} does, and rollups, the count of what landed, metrics and the lease. */
public final class OursWhole {
    private OursWhole() {}

    /** Run by the benchmark. */
    public static void main(String[] args) throws Exception {
        OursLanding.land(true);
    }
}
