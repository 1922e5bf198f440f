package io.tickstream.localstack.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a tick's receipt and its traces agree.
 *
 * <p>The function counts what Kafka acknowledged, and what was acknowledged must land. When every record was
 * acknowledged ({@link Receipt#complete}), nothing else may land. When the tick failed, some of the rest may have
 * reached Kafka without the function's learning of it, so that more may land, up to all that was fetched.
 *
 * <p>A rejection that was resolved may have become a company since; the receipt still says what the function did.
 */
record TickCheck(Receipt receipt, Traces traces) {
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (sumsDisagree()) {
            findings.add(finding(
                    Difference.SUMS_DISAGREE,
                    "%s, but %d fetched, %d published and %d rejected"
                            .formatted(receipt.outcome(), receipt.fetched(), receipt.published(), receipt.rejected())));
        }
        int becameCompanies = becameCompanies();
        long companies = traces.companies() - receipt.published() - becameCompanies;
        if (companies < 0) {
            findings.add(finding(
                    Difference.COMPANIES_MISSING,
                    "%d of %d published companies have not landed".formatted(-companies, receipt.published())));
        } else if (companies > unacknowledged()) {
            findings.add(finding(
                    Difference.COMPANIES_EXTRA,
                    "%d companies, where there can be %d at most"
                            .formatted(traces.companies(), receipt.published() + unacknowledged() + becameCompanies)));
        }
        int rejections = traces.rejections() - receipt.rejected() + becameCompanies;
        long leftForRejections = Math.max(0, unacknowledged() - Math.max(0, companies));
        if (rejections < 0) {
            findings.add(finding(
                    Difference.REJECTIONS_MISSING,
                    "%d of %d rejections have not landed".formatted(-rejections, receipt.rejected())));
        } else if (rejections > leftForRejections) {
            findings.add(finding(
                    Difference.REJECTIONS_EXTRA,
                    "%d rejections, where there can be %d at most"
                            .formatted(traces.rejections(), receipt.rejected() - becameCompanies + leftForRejections)));
        }
        return findings;
    }

    /** What the tick fetched, failed to publish, and what did not reach the tables either; 0 unless it failed. */
    long unpublished() {
        return receipt.complete() ? 0 : Math.max(0, receipt.fetched() - traces.landed() - traces.rejected());
    }

    /** Rejections that the receipt counts and the table has no more, each with a company in its place. */
    private int becameCompanies() {
        int gone = Math.max(0, receipt.rejected() - traces.rejections());
        long more = Math.max(0, traces.companies() - receipt.published());
        return (int) Math.min(more, Math.min(gone, traces.resolved()));
    }

    private boolean sumsDisagree() {
        int known = receipt.published() + receipt.rejected();
        return receipt.complete() ? receipt.fetched() != known : receipt.fetched() < known;
    }

    /** Records that may be in Kafka although the function does not know it. */
    private int unacknowledged() {
        return receipt.complete() ? 0 : Math.max(0, receipt.fetched() - receipt.published() - receipt.rejected());
    }

    private Finding finding(Difference difference, String detail) {
        return new Finding(difference, receipt.id(), detail);
    }
}
