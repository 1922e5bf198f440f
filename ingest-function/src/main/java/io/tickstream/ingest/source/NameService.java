package io.tickstream.ingest.source;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Knows the addresses of names. */
interface NameService {
    /**
     * The addresses, best first; one or more. May take its time.
     *
     * @param host a name or an address
     * @throws UnknownHostException if there are none now
     */
    List<InetAddress> addresses(String host) throws UnknownHostException;
}
