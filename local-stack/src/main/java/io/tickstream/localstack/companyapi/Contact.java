package io.tickstream.localstack.companyapi;

import java.time.LocalDate;

/**
 * The person to talk to.
 *
 * @param phone E.164: a plus sign and 13 digits
 * @param birthday calendar day, no time zone
 * @param gender female or male, and the first name goes with it
 */
record Contact(
        String firstname,
        String lastname,
        String email,
        String phone,
        LocalDate birthday,
        String gender,
        Address address,
        String website,
        String image) {}
