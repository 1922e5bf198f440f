package io.tickstream.service.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who sends a request, as far as its headers tell.
 *
 * @param host the header Host
 * @param origin the header Origin, which browsers send and scripts do not
 * @param fetchSite the header Sec-Fetch-Site, likewise
 * @param token what the header Authorization holds as a bearer token
 */
public record Caller(
        Optional<String> host, Optional<String> origin, Optional<String> fetchSite, Optional<String> token) {
    private static final Pattern BEARER = Pattern.compile("bearer +(\\S+) *", Pattern.CASE_INSENSITIVE);
    private static final Pattern LOOPBACK_ADDRESS = Pattern.compile("127(\\.\\d{1,3}){3}|\\[::1]");
    private static final Set<String> OF_THIS_SITE = Set.of("same-origin", "none");

    /** Who sends this request. */
    public static Caller of(HttpServerRequest request) {
        return of(
                host(request),
                request.getHeader("Origin"),
                request.getHeader("Sec-Fetch-Site"),
                request.getHeader(HttpHeaders.AUTHORIZATION));
    }

    static Caller of(String host, String origin, String fetchSite, String authorization) {
        return new Caller(
                Optional.ofNullable(host),
                Optional.ofNullable(origin),
                Optional.ofNullable(fetchSite),
                Optional.ofNullable(authorization)
                        .map(BEARER::matcher)
                        .filter(Matcher::matches)
                        .map(found -> found.group(1)));
    }

    /** Whether a page of another site makes a browser send this. */
    boolean isPageOfAnotherSite() {
        return fetchSite.filter(site -> !OF_THIS_SITE.contains(site)).isPresent()
                || origin.filter(from -> !from.equals("http://" + host.orElse("")))
                        .isPresent();
    }

    /** Whether it asks for this machine by a name that nobody else can give it, as a rebound DNS name would be. */
    boolean asksForLoopback() {
        return host.map(Caller::withoutPort)
                .filter(name -> name.equals("localhost")
                        || LOOPBACK_ADDRESS.matcher(name).matches())
                .isPresent();
    }

    /** HTTP/2 has the pseudo-header :authority instead; the JDK's client upgrades to it by itself. */
    private static String host(HttpServerRequest request) {
        String host = request.getHeader(HttpHeaders.HOST);
        if (host != null) {
            return host;
        }
        HostAndPort authority = request.authority();
        return authority == null ? null : authority.toString();
    }

    private static String withoutPort(String authority) {
        try {
            String name = new URI("http://" + authority).getHost();
            return name == null ? "" : name.toLowerCase(Locale.ROOT);
        } catch (URISyntaxException e) {
            return "";
        }
    }

    /** Leaves the token out. */
    @Override
    public String toString() {
        return "Caller[host %s, origin %s]".formatted(host, origin);
    }
}
