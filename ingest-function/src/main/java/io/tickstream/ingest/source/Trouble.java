package io.tickstream.ingest.source;

/** Why a source gave nothing: to count by, and to decide by what happens next. */
enum Trouble {
    /** Nobody accepted the connection, or not in time. */
    CONNECT_FAILED("connect_failed", true, true),
    /** The host's name has no address now. A retry would be given the same word from the resolver's cache. */
    DNS("dns", false, true),
    /** No trusted connection: certificate, name or protocol. */
    TLS("tls", false, true),
    /** Connected, yet no whole answer in time. */
    TIMEOUT("timeout", true, true),
    /** The connection ended before the answer did. */
    RESET("reset", true, true),
    /** What came is no HTTP. */
    PROTOCOL("protocol", false, true),
    /** Status 429. */
    STATUS_429("status_429", true, true),
    /** Status 408 or 425. */
    STATUS_4XX("status_4xx", true, true),
    /** Status 500 or above. */
    STATUS_5XX("status_5xx", true, true),
    /** The host has no address but such as may not be asked. */
    PRIVATE_ADDRESS("private_address", false, false),
    /** The source had asked not to be called before a time that is still to come. */
    ASKED_TO_WAIT("asked_to_wait", false, false),
    /** The circuit breaker is open. */
    BREAKER_OPEN("breaker_open", false, false),
    /** The function was told to stop. */
    STOPPED("stopped", false, false);

    private final String code;
    private final boolean mayPass;
    private final boolean ofTheSource;

    Trouble(String code, boolean mayPass, boolean ofTheSource) {
        this.code = code;
        this.mayPass = mayPass;
        this.ofTheSource = ofTheSource;
    }

    static Trouble ofStatus(int status) {
        if (status == 429) {
            return STATUS_429;
        }
        return status < 500 ? STATUS_4XX : STATUS_5XX;
    }

    /** The label in the metrics. */
    String code() {
        return code;
    }

    /** Whether another attempt of the same tick may fare better. */
    boolean mayPass() {
        return mayPass;
    }

    /** Whether the source was asked and failed, so that the circuit breaker counts it. */
    boolean isOfTheSource() {
        return ofTheSource;
    }
}
