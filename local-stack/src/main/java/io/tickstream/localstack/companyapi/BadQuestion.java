package io.tickstream.localstack.companyapi;

/** Something was asked that cannot be answered; the message says what is allowed instead. */
final class BadQuestion extends Exception {
    private static final long serialVersionUID = 1;

    BadQuestion(String message) {
        super(message);
    }
}
