package io.tickstream.console.servers;

import java.util.List;

/**
 * A server that the console knows of; the file of console.servers-file is a list of them.
 *
 * @param address host and port
 * @param pidFile whose first line is the process' number; null where the process is elsewhere
 * @param log how to see its log; null where it is elsewhere
 * @param links web pages of it
 */
record KnownServer(String name, String title, String address, String pidFile, String log, List<Link> links) {
    KnownServer {
        links = links == null ? List.of() : List.copyOf(links);
    }

    /** A web page, as a browser reaches it. */
    record Link(String title, String url) {}
}
