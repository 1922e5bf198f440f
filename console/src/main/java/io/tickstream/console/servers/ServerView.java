package io.tickstream.console.servers;

import java.time.Instant;
import java.util.List;

/**
 * How a server does.
 *
 * @param state up (it accepts connections) or down
 * @param pid null where its process is elsewhere or has ended, like since, residentBytes and cpuCores
 * @param residentBytes memory of the process and its descendants; null where the system does not tell
 * @param cpuCores share of a core that they used since the last look; null at the first
 */
record ServerView(
        String name,
        String title,
        String state,
        String address,
        Long pid,
        Instant since,
        Long residentBytes,
        Double cpuCores,
        List<KnownServer.Link> links,
        String log) {}
