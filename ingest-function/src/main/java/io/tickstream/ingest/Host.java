package io.tickstream.ingest;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A host of a URL, written in one way only, so that two are equal if they are the same.
 *
 * @param name a name or an address; in lower case, without the dot that may end a name and the brackets around IPv6
 */
public record Host(String name) {
    private static final Pattern NAME_OR_ADDRESS =
            Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*|[0-9a-f:]+:[0-9a-f:.]*(%[a-z0-9_.-]+)?");

    public Host {
        name = name.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        } else if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (!NAME_OR_ADDRESS.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no host; write a name or an address, without scheme, port, path and wildcard"
                            .formatted(name));
        }
    }

    /** The URL's host; empty if it has none. */
    public static Optional<Host> of(URI url) {
        return Optional.ofNullable(url.getHost()).map(Host::new);
    }

    /** The hosts that the function may ask. */
    public static Set<Host> allowedBy(IngestConfig.Source source) {
        Set<Host> hosts = new LinkedHashSet<>();
        source.allowedHosts().orElse(List.of()).forEach(host -> hosts.add(new Host(host.strip())));
        if (hosts.isEmpty()) {
            of(source.url()).ifPresent(hosts::add);
        }
        return hosts;
    }

    @Override
    public String toString() {
        return name;
    }
}
