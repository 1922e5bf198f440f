package io.tickstream.localstack.companyapi;

import java.util.List;

/**
 * A company as fakerapi.it describes one.
 *
 * @param id counts the companies of one answer, from 1
 * @param vat 8 to 11 digits; may begin with zeros
 * @param phone E.164: a plus sign and 13 digits
 * @param country English name
 * @param addresses one to five
 */
record Company(
        int id,
        String name,
        String email,
        String vat,
        String phone,
        String country,
        List<Address> addresses,
        String website,
        String image,
        Contact contact) {}
