package io.tickstream.benchmarks.landing.client;

import io.tickstream.contract.Identity;
import io.tickstream.contract.avro.CompanyEvent;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** One company, as published; the contract's company.avsc says what each field is. */
public record Company(
        UUID tickId,
        UUID id,
        Instant timestamp,
        long sourceId,
        String name,
        String email,
        String vat,
        String phone,
        String country,
        String addresses,
        String website,
        String image,
        String contact,
        double revenue,
        int employees,
        String sector,
        LocalDate founded,
        double valuation,
        double investmentReceived) {

    /** The columns of every contender's table, in the order of {@link #values}. */
    public static final List<String> COLUMNS = List.of(
            "tick_id",
            "id",
            "timestamp_column",
            "source_id",
            "name",
            "email",
            "vat",
            "phone",
            "country",
            "addresses",
            "website",
            "image",
            "contact",
            "revenue",
            "number_of_employees",
            "sector",
            "founded_date",
            "valuation",
            "investment_received");

    /** The same of another tick and country. */
    public Company of(UUID tick, int place, Instant slot, String land) {
        return new Company(
                tick,
                Identity.company(tick, place),
                slot,
                place + 1L,
                name,
                email,
                vat,
                phone,
                land,
                addresses,
                website,
                image,
                contact,
                revenue,
                employees,
                sector,
                founded,
                valuation,
                investmentReceived);
    }

    /** What stands in {@link #COLUMNS}, in the types that Cassandra's driver has for them. */
    public Object[] values() {
        return new Object[] {
            tickId,
            id,
            timestamp,
            sourceId,
            name,
            email,
            vat,
            phone,
            country,
            addresses,
            website,
            image,
            contact,
            revenue,
            employees,
            sector,
            founded,
            valuation,
            investmentReceived
        };
    }

    /** The same as the function publishes it. */
    public CompanyEvent event() {
        CompanyEvent event = new CompanyEvent();
        event.setTickId(tickId);
        event.setId(id);
        event.setTimestampColumn(timestamp);
        event.setSourceId(sourceId);
        event.setName(name);
        event.setEmail(email);
        event.setVat(vat);
        event.setPhone(phone);
        event.setCountry(country);
        event.setAddresses(addresses);
        event.setWebsite(website);
        event.setImage(image);
        event.setContact(contact);
        event.setRevenue(revenue);
        event.setNumberOfEmployees(employees);
        event.setSector(sector);
        event.setFoundedDate(founded);
        event.setValuation(valuation);
        event.setInvestmentReceived(investmentReceived);
        return event;
    }
}
