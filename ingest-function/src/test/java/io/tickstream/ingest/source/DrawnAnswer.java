package io.tickstream.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickstream.fuzz.Draw;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * An answer in the API's shape whose companies are good or bad in a known way, as the bytes that a source sends.
 *
 * @param companies in their order
 * @param text the whole answer, JSON in any case
 */
record DrawnAnswer(List<Company> companies, String text) {
    /** More than any address or contact, less than what is refused. */
    private static final int DEEP = 25;

    /**
     * A company as it is written in the answer.
     *
     * @param good whether it can be read; one that cannot is to be rejected with this very text
     * @param name what it is called, as JSON means it
     */
    record Company(String text, boolean good, String name) {}

    byte[] bytes() {
        return text.getBytes(UTF_8);
    }

    static DrawnAnswer of(Draw draw) {
        List<Company> companies = new ArrayList<>();
        for (int i = draw.once(200) ? 1000 : draw.below(6); i > 0; i--) {
            companies.add(company(draw));
        }
        List<String> members =
                new ArrayList<>(List.of("\"status\":\"OK\"", "\"code\":200", "\"total\":" + draw.edge()));
        if (draw.once(4)) {
            members.add("\"extra\":" + value(draw, draw.below(8)));
        }
        StringBuilder data = new StringBuilder("\"data\":[");
        for (int i = 0; i < companies.size(); i++) {
            data.append(i == 0 ? "" : ",")
                    .append(space(draw))
                    .append(companies.get(i).text())
                    .append(space(draw));
        }
        members.add(draw.below(members.size() + 1), data.append(']').toString());
        return new DrawnAnswer(
                companies,
                (draw.once(20) ? "\ufeff" : "") + space(draw) + "{" + String.join(",", members) + "}" + space(draw));
    }

    private static Company company(Draw draw) {
        String name = draw.word();
        Map<String, String> members = new LinkedHashMap<>();
        members.put("id", Integer.toString(draw.below(1000)));
        members.put("name", quoted(draw, name));
        members.put("email", nullOr(draw, quoted(draw, draw.word() + "@example.org")));
        members.put("vat", nullOr(draw, quoted(draw, "00" + draw.below(1000))));
        members.put("country", quoted(draw, draw.word()));
        members.put("addresses", nullOr(draw, "[" + object(draw, draw.below(DEEP)) + "]"));
        members.put("contact", nullOr(draw, object(draw, draw.below(DEEP))));
        if (draw.once(3)) {
            members.put(draw.word() + "-unknown", value(draw, draw.below(DEEP)));
        }
        List<String> optional = List.of("id", "email", "vat", "addresses", "contact");
        if (draw.once(3)) {
            members.remove(draw.of(optional));
        }
        boolean good = !draw.once(3);
        if (!good) {
            String bad = spoilt(draw, members);
            if (bad != null) {
                return new Company(bad, false, name);
            }
        }
        return new Company(written(draw, members), good, name);
    }

    /** Spoils a member, or answers what stands in the company's place. */
    private static String spoilt(Draw draw, Map<String, String> members) {
        switch (draw.below(13)) {
            case 0 -> members.remove(draw.of("name", "country"));
            case 1 ->
                members.put(draw.of("name", "country"), draw.of("null", "\"\"", "\" \"", "\"\\t\\n\"", "\"\\u0020\""));
            case 2 ->
                members.put(
                        draw.of("name", "email", "vat", "phone", "website"), draw.of("7", "true", "[]", "{}", "1e400"));
            case 3 ->
                members.put(
                        "id", draw.of("1.5", "\"1\"", "9223372036854775808", "1" + "0".repeat(400), "1e3", "false"));
            case 4 -> members.put("addresses", draw.of("{}", "\"x\"", "1", "true"));
            case 5 -> members.put("contact", draw.of("[]", "\"x\"", "1", "false"));
            case 6 -> members.put("name", "\"" + "x".repeat(draw.between(1001, 1010)) + "\"");
            case 7 ->
                members.put(
                        draw.of("name", "email"),
                        "\"a" + draw.of("\\ud800", "\\udfff", "\\udfff\\ud800", "\\ud800x") + "\"");
            case 8 -> members.put("contact", "{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}");
            case 9 -> members.put("contact", "{\"name\":\"" + draw.of("\\ud800", "\\udc00") + "\"}");
            case 10 -> members.put("website", "\"ok\",\"website\":" + draw.of("null", "\"ok\""));
            case 11 -> members.put("contact", "{\"note\":\"" + "é".repeat(131_200) + "\"}");
            default -> {
                return draw.of("null", "7", "\"name\"", "[]", "[{}]", "true", "{}", "-0.0");
            }
        }
        return null;
    }

    private static String written(Draw draw, Map<String, String> members) {
        List<String> all = new ArrayList<>();
        members.forEach((name, value) -> all.add(quoted(draw, name) + space(draw) + ":" + space(draw) + value));
        if (draw.once(2)) {
            Collections.shuffle(all, new Random(draw.bits()));
        }
        return "{" + space(draw) + String.join("," + space(draw), all) + "}";
    }

    private static String object(Draw draw, int depth) {
        String inner = depth == 0
                ? scalar(draw)
                : draw.once(2) ? object(draw, depth - 1) : "[" + object(draw, Math.max(0, depth - 2)) + "]";
        return "{" + string(draw) + ":" + inner + (draw.once(3) ? "," + string(draw) + ":" + scalar(draw) : "") + "}";
    }

    private static String value(Draw draw, int depth) {
        if (depth == 0) {
            return scalar(draw);
        }
        return draw.once(2) ? "[" + value(draw, depth - 1) + "]" : object(draw, depth - 1);
    }

    private static String scalar(Draw draw) {
        return switch (draw.below(6)) {
            case 0 -> draw.of("null", "true", "false");
            case 1 -> Long.toString(draw.edge());
            case 2 -> draw.of("1e400", "-1.5E-400", "0.1000", "1" + "0".repeat(2000), "-0", "1.0000000000000000000001");
            default -> string(draw);
        };
    }

    /** A text of any characters that a text may hold. */
    private static String string(Draw draw) {
        String text = draw.text()
                .codePoints()
                .filter(point -> Character.getType(point) != Character.SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return quoted(draw, text);
    }

    private static String quoted(Draw draw, String text) {
        boolean escapeAll = draw.once(20);
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (escapeAll || unit < ' ') {
                quoted.append("\\u%04x".formatted((int) unit));
            } else {
                quoted.append(unit == '"' || unit == '\\' ? "\\" : "").append(unit);
            }
        }
        return quoted.append('"').toString();
    }

    private static String nullOr(Draw draw, String value) {
        return draw.once(8) ? "null" : value;
    }

    private static String space(Draw draw) {
        return draw.once(8) ? draw.of(" ", "\n", "\t", "\r\n", "  ") : "";
    }
}
