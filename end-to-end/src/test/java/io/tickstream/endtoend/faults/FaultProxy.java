package io.tickstream.endtoend.faults;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes connections on to a server, or breaks them. Four threads a connection: for each direction one that reads and
 * one that writes when a byte's time has come.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int CHUNK = 16 * 1024;
    private static final int MOST_CHUNKS = 256;
    private static final int BACKLOG = 200;
    private static final long LATENCY_MILLIS = 400;
    private static final long TRICKLE_MILLIS = 1000;
    private static final long LOOK_MILLIS = 50;
    private static final byte[] END = new byte[0];

    private final String name;
    private final int port;
    private final int target;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Mode mode = Mode.PASS;
    private volatile boolean closed;
    private ServerSocket server;

    /**
     * Listens at once, on the loopback interface.
     *
     * @param name of its threads
     * @param port where it listens, 0 for any free one
     * @param target the server's port on the loopback interface
     */
    public FaultProxy(String name, int port, int target) throws IOException {
        this.name = name;
        this.target = target;
        this.server = listen(port);
        this.port = server.getLocalPort();
        thread("accept", this::accept);
    }

    /** How connections fare, those that are open and those to come. */
    public enum Mode {
        /** Unharmed. */
        PASS,
        /** Every byte comes 0.4 s late, in each direction. */
        SLOW,
        /** One byte a second in each direction. */
        TRICKLE,
        /**
         * Accepted and kept open, and nothing is forwarded, as when somebody between the two has forgotten the
         * connection: those that were caught by it stay silent for ever, until one of the two hangs up.
         */
        HALF_OPEN,
        /** RST at once and on each new connection. */
        RESET,
        /** Nobody listens; open connections are closed. */
        REFUSE
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** How many connections have been accepted so far. */
    public int accepted() {
        return accepted.get();
    }

    /** From now on. */
    public synchronized void mode(Mode changed) {
        if (mode == changed) {
            return;
        }
        try {
            if (mode == Mode.REFUSE) {
                server = listen(port);
                thread("accept", this::accept);
            }
            mode = changed;
            switch (changed) {
                case HALF_OPEN -> connections.forEach(Connection::silence);
                case RESET -> connections.forEach(Connection::reset);
                case REFUSE -> {
                    server.close();
                    connections.forEach(Connection::close);
                }
                default -> {}
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The proxy %s cannot change to %s".formatted(name, changed), e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        server.close();
        connections.forEach(Connection::close);
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        return socket;
    }

    private void accept() {
        ServerSocket listening;
        synchronized (this) {
            listening = server;
        }
        while (!listening.isClosed()) {
            try {
                open(listening.accept());
            } catch (IOException closedOrAborted) {
                // a client that has gone again, or we listen no more
            }
        }
    }

    private void open(Socket client) throws IOException {
        accepted.incrementAndGet();
        if (mode == Mode.RESET) {
            resetAndClose(client);
            return;
        }
        Socket upstream = new Socket();
        try {
            upstream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        } catch (IOException nobodyThere) {
            closeQuietly(upstream);
            resetAndClose(client);
            return;
        }
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        Connection connection = new Connection(client, upstream);
        connections.add(connection);
        // the mode may have changed meanwhile, and whoever changed it did not see this connection
        switch (mode) {
            case HALF_OPEN -> connection.silence();
            case RESET -> connection.reset();
            case REFUSE -> connection.close();
            default -> {}
        }
        connection.start();
    }

    private void thread(String what, Runnable work) {
        Thread thread = new Thread(work, "proxy-%s-%s".formatted(name, what));
        thread.setDaemon(true);
        thread.start();
    }

    /** With nothing left to linger for, the kernel sends RST. */
    private static void resetAndClose(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyGone) {
            // closed below
        }
        closeQuietly(socket);
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException nothingToDo) {
            // it is gone
        }
    }

    /** Bytes, and when they may go on. Unit: System.nanoTime. */
    private static final class Chunk {
        private final byte[] bytes;
        private final long due;

        Chunk(byte[] bytes, long due) {
            this.bytes = bytes;
            this.due = due;
        }
    }

    private final class Connection {
        private final Socket client;
        private final Socket upstream;
        private final AtomicInteger ended = new AtomicInteger();
        private volatile boolean silent;

        Connection(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        void start() {
            for (List<Socket> way : List.of(List.of(client, upstream), List.of(upstream, client))) {
                BlockingQueue<Chunk> queue = new LinkedBlockingQueue<>(MOST_CHUNKS);
                thread("read", () -> read(way.get(0), queue));
                thread("write", () -> write(queue, way.get(1)));
            }
        }

        void silence() {
            silent = true;
        }

        void reset() {
            connections.remove(this);
            resetAndClose(client);
            resetAndClose(upstream);
        }

        void close() {
            connections.remove(this);
            closeQuietly(client);
            closeQuietly(upstream);
        }

        private void read(Socket from, BlockingQueue<Chunk> queue) {
            byte[] buffer = new byte[CHUNK];
            try {
                InputStream in = from.getInputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    if (!silent) {
                        queue.put(chunk(Arrays.copyOf(buffer, count)));
                    }
                }
                if (silent) {
                    close(); // whoever still waits in vain hears of nothing until now
                    return;
                }
                queue.put(chunk(END));
            } catch (IOException cut) {
                if (client.isClosed() || silent) {
                    close();
                } else {
                    reset(); // as one side fares, so does the other
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private Chunk chunk(byte[] bytes) {
            long late = mode == Mode.SLOW ? TimeUnit.MILLISECONDS.toNanos(LATENCY_MILLIS) : 0;
            return new Chunk(bytes, System.nanoTime() + late);
        }

        private void write(BlockingQueue<Chunk> queue, Socket to) {
            try {
                OutputStream out = to.getOutputStream();
                while (!to.isClosed()) {
                    Chunk chunk = queue.poll(1, TimeUnit.SECONDS);
                    if (chunk == null) {
                        continue;
                    }
                    if (chunk.bytes == END) {
                        to.shutdownOutput();
                        if (ended.incrementAndGet() == 2) {
                            close();
                        }
                        return;
                    }
                    TimeUnit.NANOSECONDS.sleep(chunk.due - System.nanoTime());
                    pass(chunk.bytes, out);
                }
            } catch (IOException cut) {
                close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void pass(byte[] bytes, OutputStream out) throws IOException, InterruptedException {
            int sent = 0;
            while (sent < bytes.length && !silent) {
                int count = mode == Mode.TRICKLE ? 1 : bytes.length - sent;
                out.write(bytes, sent, count);
                sent += count;
                for (long waited = 0;
                        mode == Mode.TRICKLE && !closed && waited < TRICKLE_MILLIS;
                        waited += LOOK_MILLIS) {
                    TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                }
            }
        }
    }
}
