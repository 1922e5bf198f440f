package io.tickstream.localstack.companyapi;

import io.tickstream.localstack.process.PortHolder;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The stand-in's process. */
@Command(
        name = "company-api",
        mixinStandardHelpOptions = true,
        version = "Tickstream 0.1.0",
        description =
                "Answers /api/v1/companies and /api/v2/companies like fakerapi.it," + " and misbehaves when told to.",
        footer = {"", "Exit codes: 1 failed, such as port taken; 2 wrong use."})
public final class CompanyApi implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int HIGHEST_PORT = 65535;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Where to listen. Another address than ${DEFAULT-VALUE} is for containers only:"
                    + " whoever reaches it can make it misbehave.")
    InetAddress host;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8088",
            description = "The port, 0 for any free one. Default: ${DEFAULT-VALUE}.")
    int port;

    @Option(
            names = "--rate-limit",
            paramLabel = "N",
            defaultValue = "0",
            description = "Answer 429 from the request after the Nth in a minute on; the real API's N is 30."
                    + " Default: no limit.")
    int rateLimit;

    @Option(
            names = "--behaviour",
            paramLabel = "B",
            description = "Misbehave from the start: KIND, KIND:NAME=VALUE,..., or JSON as PUT /behaviour takes it."
                    + " Such as: status:status=503,times=3.")
    String behaviour;

    @Option(
            names = "--ledger",
            paramLabel = "FILE",
            description = "Put every answer for companies down in this file before it is sent, a line of JSON each;"
                    + " what the file holds already stays. Default: none.")
    Path ledger;

    @Spec
    CommandSpec spec;

    /** Runs until it is killed. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new CompanyApi()).setUsageHelpAutoWidth(true);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > HIGHEST_PORT) {
            throw wrongUse("--port is %d; it must be 0 to %d.".formatted(port, HIGHEST_PORT));
        }
        if (rateLimit < 0) {
            throw wrongUse("--rate-limit is %d; it must be 1 or more, or 0 for no limit.".formatted(rateLimit));
        }
        Optional<Instruction> initial = initialBehaviour();
        try (StandIn standIn = StandIn.start(host, port, rateLimit, initial, openedLedger())) {
            spec.commandLine().getOut().println("The stand-in for the company API listens on " + standIn.url());
            new CountDownLatch(1).await();
            return 0;
        } catch (BindException e) {
            spec.commandLine().getErr().println(cannotBind(e));
            return FAILED;
        } catch (IOException e) {
            spec.commandLine()
                    .getErr()
                    .println("company-api: cannot listen on %s:%d: %s. Choose another place with --host and --port."
                            .formatted(host.getHostAddress(), port, e.getMessage()));
            return FAILED;
        }
    }

    private Optional<ServedLedger> openedLedger() {
        if (ledger == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ServedLedger.open(ledger));
        } catch (IOException e) {
            throw wrongUse("--ledger: %s cannot be written: %s. Give a file in a folder that you may write to."
                    .formatted(ledger, e));
        }
    }

    private Optional<Instruction> initialBehaviour() {
        if (behaviour == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instructions.parse(behaviour));
        } catch (BadQuestion e) {
            throw wrongUse("--behaviour: " + e.getMessage());
        }
    }

    private String cannotBind(BindException e) {
        if (PortHolder.isFree(port)) {
            return "company-api: cannot listen on %s: %s. Give an address of this machine with --host."
                    .formatted(host.getHostAddress(), e.getMessage());
        }
        return "company-api: port %d on %s is taken by %s. Stop that, or choose another port with --port."
                .formatted(port, host.getHostAddress(), PortHolder.of(port).orElse("another process"));
    }

    private ParameterException wrongUse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
