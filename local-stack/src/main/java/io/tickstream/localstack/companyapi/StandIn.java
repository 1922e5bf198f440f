package io.tickstream.localstack.companyapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The running stand-in: the company API, and beside it the addresses by which it is watched and told to misbehave. */
final class StandIn implements AutoCloseable {
    /** Requests at a time. One that is slow on purpose holds a thread; beyond this, new ones wait. */
    private static final int MOST_THREADS = 200;

    /** What PUT /behaviour takes; a thousand records have about 2.5 MB. */
    private static final int MOST_INSTRUCTION_BYTES = 8 << 20;

    /** Answers in the making at a time: a thousand companies take 8 MB until they are JSON. */
    private static final int MOST_ANSWERS_MADE = 4;

    /** What GET /behaviour answers when all is as usual. */
    static final byte[] NO_BEHAVIOUR = "{\"kind\":\"none\"}".getBytes(UTF_8);

    private static final System.Logger LOG = System.getLogger(StandIn.class.getName());

    private final HttpServer server;
    private final ExecutorService threads;
    private final CompanyMaker maker;
    private final CurrentBehaviour behaviour;
    private final RateLimit rateLimit;
    private final RequestLog requests = new RequestLog();
    private final Optional<ServedLedger> ledger;
    private final Semaphore making = new Semaphore(MOST_ANSWERS_MADE, true);

    private StandIn(
            HttpServer server,
            ExecutorService threads,
            CompanyMaker maker,
            CurrentBehaviour behaviour,
            RateLimit rateLimit,
            Optional<ServedLedger> ledger) {
        this.server = server;
        this.threads = threads;
        this.maker = maker;
        this.behaviour = behaviour;
        this.rateLimit = rateLimit;
        this.ledger = ledger;
    }

    /** Listens on 127.0.0.1, without a ledger; the rest as in the other. */
    static StandIn start(int port, int ratePerMinute, Optional<Instruction> initial) throws IOException {
        return start(InetAddress.getLoopbackAddress(), port, ratePerMinute, initial, Optional.empty());
    }

    /**
     * Listens.
     *
     * @param address where; beyond this machine only in a container, since whoever reaches it may make it misbehave
     * @param port 0 for any that is free
     * @param ratePerMinute requests before 429 is answered; 0 for no limit
     * @param ledger where every answer is put down before it is sent; closed with the stand-in
     * @throws java.net.BindException if the port is taken
     */
    static StandIn start(
            InetAddress address,
            int port,
            int ratePerMinute,
            Optional<Instruction> initial,
            Optional<ServedLedger> ledger)
            throws IOException {
        // an answer is a head and a body: with Nagle's algorithm the body waits 40 ms for the head's acknowledgement
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
        CompanyMaker maker = new CompanyMaker();
        maker.make(20, Locale.US, 0); // the first company takes most of a second
        ExecutorService threads = new ThreadPoolExecutor(
                0,
                MOST_THREADS,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new ThreadPoolExecutor.CallerRunsPolicy());
        StandIn standIn = new StandIn(
                server,
                threads,
                maker,
                new CurrentBehaviour(initial),
                new RateLimit(ratePerMinute, System::nanoTime),
                ledger);
        server.setExecutor(threads);
        server.createContext("/", standIn::handle);
        server.start();
        return standIn;
    }

    URI url() {
        InetAddress address = server.getAddress().getAddress();
        String host = address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
        return URI.create("http://%s:%d".formatted(host, server.getAddress().getPort()));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        if (ledger.isPresent()) {
            try {
                ledger.get().close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "The ledger was not closed; all that was sent is in it", e);
            }
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (String.valueOf(exchange.getRequestURI().getPath())) {
                case "/health" -> send(exchange, Answer.json(200, "{\"status\":\"UP\"}".getBytes(UTF_8)));
                case "/behaviour" -> send(exchange, behaviour(exchange));
                case "/requests" -> send(exchange, requests(exchange));
                default -> serve(exchange);
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "The stand-in has a bug: a request was not answered", e);
            throw e;
        }
    }

    private Answer requests(HttpExchange exchange) {
        return switch (exchange.getRequestMethod()) {
            case "GET" -> Answer.json(200, RequestLog.write(requests.list()));
            case "DELETE" -> {
                requests.clear();
                yield done();
            }
            default -> notAllowed("GET, DELETE");
        };
    }

    private Answer behaviour(HttpExchange exchange) throws IOException {
        return switch (exchange.getRequestMethod()) {
            case "GET" -> currentBehaviour();
            case "PUT" -> changedBehaviour(exchange);
            case "DELETE" -> {
                behaviour.forget();
                yield done();
            }
            default -> notAllowed("GET, PUT, DELETE");
        };
    }

    private Answer currentBehaviour() {
        return Answer.json(200, behaviour.left().map(Instructions::write).orElse(NO_BEHAVIOUR));
    }

    private Answer changedBehaviour(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MOST_INSTRUCTION_BYTES + 1);
        if (body.length > MOST_INSTRUCTION_BYTES) {
            return Answer.json(
                            413,
                            ApiJson.message("A behaviour has at most %d bytes; send fewer records."
                                    .formatted(MOST_INSTRUCTION_BYTES)))
                    .withHeader("Connection", "close");
        }
        try {
            behaviour.follow(Instructions.read(body));
            return done();
        } catch (BadQuestion e) {
            return Answer.json(400, ApiJson.message(e.getMessage()));
        }
    }

    /** Answers a request that is not for us but for the API that we stand in for. */
    private void serve(HttpExchange exchange) throws IOException {
        Instant time = Instant.now();
        URI uri = exchange.getRequestURI();
        Optional<Behaviour> changed = Question.isFor(uri) ? behaviour.next() : Optional.empty();
        Supplier<Answer> usual = () -> usualAnswer(exchange.getRequestMethod(), uri);
        Answer answer = changed.map(behaviour -> behaviour.insteadOf(usual)).orElseGet(usual);
        Optional<byte[]> bytes = answer.delivery().bytesSent(answer);
        // before it is sent: who has the answer finds it in the list
        requests.add(new ServedRequest(
                time,
                exchange.getRequestMethod(),
                String.valueOf(uri.getPath()),
                Optional.ofNullable(uri.getRawQuery()),
                answer.status(),
                changed.map(Behaviour::kind).orElse("none"),
                bytes.map(ApiJson::companiesIn).orElse(0),
                answer.seed(),
                bytes.map(body -> OptionalLong.of(body.length)).orElse(OptionalLong.empty()),
                bytes.map(CanonicalCompany::sha256)));
        if (ledger.isPresent() && Question.isFor(uri)) {
            putDown(ServedAnswer.of(time, uri, changed.map(Behaviour::kind).orElse("none"), answer));
        }
        send(exchange, answer);
    }

    /** What cannot be put down is not sent either: the caller's connection is closed. */
    private void putDown(ServedAnswer answer) throws IOException {
        try {
            ledger.orElseThrow().append(answer);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "An answer is not sent, since it cannot be put down first", e);
            throw e;
        }
    }

    private Answer usualAnswer(String method, URI uri) {
        if (!Question.isFor(uri)) {
            return Answer.json(404, ApiJson.status(404, "Not found"));
        }
        if (!method.equals("GET")) {
            return notAllowed("GET");
        }
        if (!rateLimit.isOn()) {
            return companies(uri);
        }
        RateLimit.Verdict verdict = rateLimit.count();
        Answer answer = verdict.isTooMany()
                ? Answer.json(429, ApiJson.message("Too Many Attempts."))
                        .withHeader("Retry-After", String.valueOf(verdict.secondsLeft()))
                : companies(uri);
        return answer.withHeader("X-RateLimit-Limit", String.valueOf(rateLimit.perMinute()))
                .withHeader("X-RateLimit-Remaining", String.valueOf(Math.max(0, verdict.remaining())));
    }

    private Answer companies(URI uri) {
        try {
            Question question = Question.read(uri);
            long seed = question.seedOrAny();
            making.acquireUninterruptibly();
            try {
                List<Company> companies = maker.make(question.quantity(), question.javaLocale(), seed);
                return Answer.json(200, ApiJson.companies(question, companies)).seededWith(seed);
            } finally {
                making.release();
            }
        } catch (BadQuestion e) {
            return Answer.json(400, ApiJson.message(e.getMessage()));
        }
    }

    private static Answer done() {
        return Answer.json(204, new byte[0]);
    }

    private static Answer notAllowed(String allowed) {
        return Answer.json(405, ApiJson.message("This method is not supported here. Supported: %s.".formatted(allowed)))
                .withHeader("Allow", allowed);
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        try {
            answer.delivery().send(exchange, answer);
        } catch (InterruptedException e) {
            // we are being closed, and the connection with us
            Thread.currentThread().interrupt();
        }
    }
}
