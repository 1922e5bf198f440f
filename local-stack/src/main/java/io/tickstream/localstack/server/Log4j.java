package io.tickstream.localstack.server;

/** The log4j2 configuration of the servers that use it: everything to stderr, which goes to their log file. */
final class Log4j {
    static final String CONSOLE =
            """
            rootLogger.level = info
            rootLogger.appenderRef.console.ref = console
            appender.console.type = Console
            appender.console.name = console
            appender.console.target = SYSTEM_ERR
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %d{yyyy-MM-dd'T'HH:mm:ss.SSSX}{UTC} %-5p %c{1}: %m%n%ex
            """;

    private Log4j() {}
}
