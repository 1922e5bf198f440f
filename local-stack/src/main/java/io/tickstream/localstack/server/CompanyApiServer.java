package io.tickstream.localstack.server;

import io.tickstream.localstack.process.Command;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The stand-in for the company API. */
final class CompanyApiServer extends Server {
    static final String NAME = "company-api";

    private static final int HEAP_MEGABYTES = 96;

    private final Site site;

    CompanyApiServer(Site site) {
        super(NAME, List.of(Port.COMPANY_API), List.of());
        this.site = site;
    }

    @Override
    Command command() throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--port", String.valueOf(site.settings().port(Port.COMPANY_API))));
        if (site.settings().ledger()) {
            arguments.addAll(List.of("--ledger", site.state().servedLedger().toString()));
        }
        return JavaCommand.withHeap(HEAP_MEGABYTES)
                .thatMostlyWaits()
                .classPath(site.installation().ownJars())
                .main(
                        site.state().folder("company-api"),
                        "io.tickstream.localstack.companyapi.CompanyApi",
                        arguments.toArray(String[]::new));
    }

    @Override
    boolean isReady() throws InterruptedException {
        return site.get(Port.COMPANY_API, "/health").isPresent();
    }
}
