package io.tickstream.localstack.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Who listens on a TCP port of this machine. */
public final class PortHolder {
    private static final String TCP_LISTEN = "0A"; // the kernel's state number, include/net/tcp_states.h

    private PortHolder() {}

    /** Whether we could listen on 127.0.0.1 and this port. */
    public static boolean isFree(int port) {
        return isFree(InetAddress.getLoopbackAddress(), port);
    }

    /** Whether we could listen on this address and port; on port 0, whether the address is one of this machine. */
    public static boolean isFree(InetAddress address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // a connection that lingers from the last run takes nothing
            socket.bind(new InetSocketAddress(address, port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** The holder as "name (pid 123)", if the system lets us see it: by /proc on Linux, by lsof elsewhere. */
    public static Optional<String> of(int port) {
        Optional<Long> pid = Files.isDirectory(Path.of("/proc/net")) ? pidByProc(port) : pidByLsof(port);
        return pid.map(number -> "%s (pid %d)".formatted(programOf(number), number));
    }

    private static String programOf(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .map(command -> Path.of(command).getFileName().toString())
                .orElse("a process");
    }

    private static Optional<Long> pidByLsof(int port) {
        try {
            Process lsof = new ProcessBuilder("lsof", "-nP", "-t", "-iTCP:" + port, "-sTCP:LISTEN")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(lsof.getInputStream().readAllBytes(), UTF_8)
                    .lines()
                    .findFirst()
                    .map(Long::valueOf);
        } catch (IOException noLsof) {
            return Optional.empty();
        }
    }

    private static Optional<Long> pidByProc(int port) {
        Set<String> sockets = new HashSet<>();
        addListeners(Path.of("/proc/net/tcp"), port, sockets);
        addListeners(Path.of("/proc/net/tcp6"), port, sockets);
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> holdsOneOf(pid, sockets))
                .findFirst();
    }

    private static void addListeners(Path table, int port, Set<String> sockets) {
        try (Stream<String> lines = Files.lines(table)) {
            lines.skip(1)
                    .map(line -> line.strip().split("\\s+"))
                    .filter(columns -> columns[3].equals(TCP_LISTEN))
                    .filter(columns -> Integer.parseInt(columns[1].substring(columns[1].indexOf(':') + 1), 16) == port)
                    .forEach(columns -> sockets.add("socket:[" + columns[9] + "]"));
        } catch (IOException e) {
            // IPv6 may be off; the port's holder is a courtesy, so do without
            return;
        }
    }

    private static boolean holdsOneOf(long pid, Set<String> sockets) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path file : files) {
                if (sockets.contains(opened(file))) {
                    return true;
                }
            }
        } catch (IOException notOursOrEnded) {
            return false;
        }
        return false;
    }

    /** What the process has opened; nothing if it has closed it since. */
    private static String opened(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException closed) {
            return "";
        }
    }
}
