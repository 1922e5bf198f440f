package io.tickstream.localstack.companyapi;

/**
 * One of a company's addresses, or its contact's.
 *
 * @param street number, street and sometimes a part of the building
 * @param streetName another street: the API's two do not go together
 * @param country English name
 * @param countryCode ISO 3166-1 alpha-2 in capitals; the API's does not go with the country
 * @param latitude degrees, -90 to 90, at most six decimals
 * @param longitude degrees, -180 to 180, at most six decimals
 */
record Address(
        String street,
        String streetName,
        String buildingNumber,
        String city,
        String zipcode,
        String country,
        String countryCode,
        double latitude,
        double longitude) {}
