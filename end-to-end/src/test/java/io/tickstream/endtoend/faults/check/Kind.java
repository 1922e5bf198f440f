package io.tickstream.endtoend.faults.check;

import java.util.Locale;

/** What can be wrong. */
public enum Kind {
    /** A company that was fetched, and that its tick's receipt promises, is neither a row nor a rejection. */
    LOST,
    /** A row, rejection or receipt that nobody has served, sent or made. */
    UNKNOWN,
    /** A row says something else than what the source served, or than what follows from the company's id. */
    ALTERED,
    /** The same company, rejection or receipt stands in two places. */
    DOUBLED,
    /** A sum of companies is not what a recomputation from the source's ledger gives. */
    ROLLUP_WRONG,
    /** The count of a tick's rows is not what a recomputation from the source's ledger gives. */
    LANDED_COUNT_WRONG,
    /** A tick asked the source, or left a trace, and has no receipt in the table. */
    RECEIPT_MISSING,
    /** A receipt tells of another answer than the source gave, or is not the one of the tick's that must stay. */
    RECEIPT_WRONG,
    /** {@code tickstream audit} finds a difference. */
    AUDIT_DIFFERENCE;

    /** For reports, such as rollup-wrong. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
