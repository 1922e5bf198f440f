package io.tickstream.ingest.source;

import io.tickstream.contract.Identity;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Tick;
import java.net.URI;

/**
 * What the source is asked on behalf of a tick. The seed follows from the tick, so that a repeated tick is given the
 * same companies.
 *
 * @param url to be called
 * @param shown the same without the configured query, which may hold a key: for logs and rejections
 */
record Question(URI url, URI shown) {
    static Question of(Tick tick, IngestConfig config) {
        URI configured = config.source().url();
        String parameters = "_quantity=%d&_seed=%d".formatted(config.quantity(), Identity.seed(tick.id()));
        String url = configured.toString();
        String base = configured.getRawQuery() == null ? url : url.substring(0, url.indexOf('?'));
        return new Question(
                URI.create(url + (configured.getRawQuery() == null ? "?" : "&") + parameters),
                URI.create(base + "?" + parameters));
    }
}
