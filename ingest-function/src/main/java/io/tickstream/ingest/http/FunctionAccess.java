package io.tickstream.ingest.http;

import io.tickstream.ingest.IngestConfig;
import io.tickstream.service.http.AccessToken;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Who may turn the gate and make ticks by hand. */
class FunctionAccess {
    @Produces
    @Singleton
    AccessToken token(IngestConfig config) {
        return new AccessToken(config.accessToken(), "ingest.access-token", "/schedule and POST /ticks are");
    }
}
