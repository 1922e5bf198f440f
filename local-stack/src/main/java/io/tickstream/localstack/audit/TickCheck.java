package io.tickstream.localstack.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a tick's receipt and its traces agree.
 *
 * <p>The function counts what Kafka acknowledged, and what was acknowledged must land. When every record was
 * acknowledged ({@link Receipt#complete}), nothing else may land. When the tick failed, some of the rest may have
 * reached Kafka without the function's learning of it, so that more may land, up to all that was fetched.
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
        long companies = traces.companies() - receipt.published();
        if (companies < 0) {
            findings.add(finding(
                    Difference.COMPANIES_MISSING,
                    "%d of %d published companies have not landed".formatted(-companies, receipt.published())));
        } else if (companies > unacknowledged()) {
            findings.add(finding(
                    Difference.COMPANIES_EXTRA,
                    "%d companies, where there can be %d at most"
                            .formatted(traces.companies(), receipt.published() + unacknowledged())));
        }
        int rejections = traces.rejections() - receipt.rejected();
        long leftForRejections = Math.max(0, unacknowledged() - Math.max(0, companies));
        if (rejections < 0) {
            findings.add(finding(
                    Difference.REJECTIONS_MISSING,
                    "%d of %d rejections have not landed".formatted(-rejections, receipt.rejected())));
        } else if (rejections > leftForRejections) {
            findings.add(finding(
                    Difference.REJECTIONS_EXTRA,
                    "%d rejections, where there can be %d at most"
                            .formatted(traces.rejections(), receipt.rejected() + leftForRejections)));
        }
        return findings;
    }

    /** What the tick fetched, failed to publish, and what did not reach the tables either; 0 unless it failed. */
    long unpublished() {
        return receipt.complete() ? 0 : Math.max(0, receipt.fetched() - traces.landed() - traces.rejected());
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
