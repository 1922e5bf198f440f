package io.tickstream.ingest.source;

import io.tickstream.ingest.Deadline;
import io.tickstream.ingest.Host;
import io.tickstream.ingest.IngestConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Says which hosts and which addresses may be asked. It gives out addresses, to be connected to as they are: if the
 * name were looked up once more for the connection, it could lead elsewhere by then.
 */
@ApplicationScoped
class Fence {
    private final IngestConfig.Source settings;
    private final NameService names;

    /** A look-up cannot be interrupted; those behind one that hangs wait, and are given up at their deadlines. */
    private final ThreadPoolExecutor lookUps =
            new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), Fence::daemon);

    Fence(IngestConfig config, NameService names) {
        this.settings = config.source();
        this.names = names;
        lookUps.allowCoreThreadTimeOut(true);
    }

    /** Why a redirect is not to be followed, in words an operator can act on; empty if it may be. */
    Optional<String> refusal(URI from, URI to) {
        Set<Host> allowed = Host.allowedBy(settings);
        if (!isAllowed(to, allowed)) {
            return Optional.of("redirects are followed to ingest.source.allowed-hosts only (%s)"
                    .formatted(
                            String.join(", ", allowed.stream().map(Host::name).toList())));
        }
        if (to.getRawUserInfo() != null) {
            return Optional.of("a redirect with a user name is not followed");
        }
        boolean http = "http".equalsIgnoreCase(to.getScheme());
        if (!http && !"https".equalsIgnoreCase(to.getScheme())) {
            return Optional.of("redirects are followed to http and https only");
        }
        return http && "https".equalsIgnoreCase(from.getScheme())
                ? Optional.of("a redirect from https to http is not followed")
                : Optional.empty();
    }

    private static boolean isAllowed(URI url, Set<Host> allowed) {
        try {
            return Host.of(url).filter(allowed::contains).isPresent();
        } catch (IllegalArgumentException e) {
            return false; // no host that the settings could name
        }
    }

    /**
     * An address of the host that may be asked.
     *
     * @param turn counts the attempts from 0: where there are several addresses, each is given in its turn
     */
    InetAddress address(String host, int turn, Deadline deadline) throws NoAnswer {
        List<InetAddress> all = lookUp(host, deadline);
        List<InetAddress> allowed = settings.allowPrivateAddresses()
                ? all
                : all.stream()
                        .filter(address -> AddressKind.unlessPublic(address).isEmpty())
                        .toList();
        if (allowed.isEmpty()) {
            throw new NoAnswer(
                    Trouble.PRIVATE_ADDRESS,
                    "%s leads to %s, which is no public address (%s); if it is to be asked, set ingest.source.allow-private-addresses=true"
                            .formatted(
                                    host,
                                    all.get(0).getHostAddress(),
                                    AddressKind.unlessPublic(all.get(0)).orElseThrow()),
                    null);
        }
        return allowed.get(turn % allowed.size());
    }

    private List<InetAddress> lookUp(String host, Deadline deadline) throws NoAnswer {
        Future<List<InetAddress>> lookUp = lookUps.submit(() -> names.addresses(host));
        try {
            return lookUp.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new NoAnswer(
                    Trouble.DNS,
                    "the host %s is not known; check ingest.source.url and the name service".formatted(host),
                    e.getCause());
        } catch (TimeoutException e) {
            lookUp.cancel(true);
            throw new NoAnswer(
                    Trouble.DNS, "the name service did not find the host %s in time; is it up?".formatted(host), e);
        } catch (InterruptedException e) {
            lookUp.cancel(true);
            Thread.currentThread().interrupt();
            throw new NoAnswer(Trouble.STOPPED, "the function was told to stop while it looked up " + host, e);
        }
    }

    @PreDestroy
    void stop() {
        lookUps.shutdownNow();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "source-names");
        thread.setDaemon(true);
        return thread;
    }
}
