package io.tickstream.console.data;

import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * All that is stored of a company.
 *
 * @param slot when its tick was due
 * @param addresses what the source sent: objects, or a text where they are no JSON
 * @param contact likewise
 * @param revenue per year; like valuation and investment without a currency
 */
record WholeCompany(
        UUID id,
        UUID tickId,
        Instant slot,
        String name,
        String email,
        String vat,
        String phone,
        String country,
        JsonNode addresses,
        JsonNode contact,
        String website,
        String image,
        String sector,
        Integer employees,
        LocalDate founded,
        Double revenue,
        Double valuation,
        Double investment,
        Long sourceId) {
    static WholeCompany of(Row row, ObjectMapper json) {
        return new WholeCompany(
                row.getUuid("id"),
                row.getUuid("tick_id"),
                row.getInstant("timestamp_column"),
                row.getString("name"),
                row.getString("email"),
                row.getString("vat"),
                row.getString("phone"),
                row.getString("country"),
                json(row.getString("addresses"), json),
                json(row.getString("contact"), json),
                row.getString("website"),
                row.getString("image"),
                row.getString("sector"),
                row.get("number_of_employees", Integer.class),
                row.getLocalDate("founded_date"),
                row.get("revenue", Double.class),
                row.get("valuation", Double.class),
                row.get("investment_received", Double.class),
                row.get("source_id", Long.class));
    }

    private static JsonNode json(String text, ObjectMapper json) {
        try {
            return text == null ? null : json.readTree(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }
}
