package io.tickstream.benchmarks.landing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a JVM holds once everything that it can let go of is gone. */
final class Memory {
    private static final long COLLECT_SECONDS = 120;
    private static final int SHOWN = 200;
    private static final String RESIDENT = "VmRSS:";

    private Memory() {}

    /** Collects the process's garbage, as jcmd does. */
    static void collect(long pid) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(pid),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean ended = jcmd.waitFor(COLLECT_SECONDS, TimeUnit.SECONDS);
        if (!ended || jcmd.exitValue() != 0) {
            jcmd.destroyForcibly();
            throw new IllegalStateException("Process %d (%s) cannot be told to collect its garbage: jcmd %s"
                    .formatted(
                            pid,
                            ProcessHandle.of(pid)
                                    .flatMap(process -> process.info().commandLine())
                                    .map(line -> line.substring(Math.max(0, line.length() - SHOWN)))
                                    .orElse("which has ended"),
                            ended
                                    ? "ended with " + jcmd.exitValue()
                                    : "took more than %d s".formatted(COLLECT_SECONDS)));
        }
    }

    /** Lets Cassandra write its memtables to disk, which fill for hours before it does so by itself. */
    @SuppressWarnings(
            "BanJNDI") // asks a Cassandra that we have started, on 127.0.0.1; there is no other way into its JMX
    static void flush(int jmxPort, String keyspace) throws IOException {
        JMXServiceURL url = new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:%d/jmxrmi".formatted(jmxPort));
        try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
            MBeanServerConnection cassandra = connector.getMBeanServerConnection();
            cassandra.invoke(
                    new ObjectName("org.apache.cassandra.db:type=StorageService"),
                    "forceKeyspaceFlush",
                    new Object[] {keyspace, new String[0]},
                    new String[] {String.class.getName(), String[].class.getName()});
        } catch (JMException e) {
            throw new IOException("Cassandra cannot be told to flush %s: %s".formatted(keyspace, e.getMessage()), e);
        }
    }

    /** Resident memory in MiB. */
    static double resident(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"), UTF_8)) {
            if (line.startsWith(RESIDENT)) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("Process %d tells no resident memory; has it ended?".formatted(pid));
    }
}
