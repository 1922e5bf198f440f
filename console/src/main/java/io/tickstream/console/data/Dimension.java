package io.tickstream.console.data;

import java.util.Locale;

/** What rollups are kept by; see 009-rollups.cql. */
enum Dimension {
    SECTOR,
    COUNTRY,
    SIZE;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
