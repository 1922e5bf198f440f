package io.tickstream.localstack.companyapi;

import java.util.random.RandomGenerator;

/**
 * SplitMix64 (Steele, Lea, Flood 2014) that can be started anew: Datafaker's caches hang on the random source it was
 * given, so that must stay the same object.
 */
final class SeededRandom implements RandomGenerator {
    private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

    private long state;

    /** From here on the numbers depend on these two alone, and neighbouring seeds give unlike numbers. */
    void startAt(long seed, int index) {
        state = mix(mix(seed) + index);
    }

    @Override
    public long nextLong() {
        state += GOLDEN_RATIO;
        return mix(state);
    }

    private static long mix(long value) {
        long mixed = value;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
