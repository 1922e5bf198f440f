package io.tickstream.benchmarks.landing.client;

import io.tickstream.contract.Identity;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Companies of about 2.2 KB, ten to a tick, in the shape of those captured from the API. The same seed makes the same
 * companies in every process. Names and texts repeat after some hundred companies; ids and figures never do.
 */
public final class Companies {
    /** As many as the function asks for at each tick. */
    public static final int TO_A_TICK = 10;

    private static final int TEXTS = 997; // a prime, so that a tick's place says nothing about the text
    private static final Instant FIRST_SLOT = Instant.parse("2026-01-01T00:00:00Z");
    private static final int SECONDS_BETWEEN_SLOTS = 10;
    private static final List<String> SECTORS = List.of("Agriculture", "Finance", "Healthcare", "Retail", "Technology");
    private static final List<String> WORDS = List.of(
            "Ranch",
            "Bypass",
            "Station",
            "Mountains",
            "Shoals",
            "Meadows",
            "Harbor",
            "Gardens",
            "Crossing",
            "Müller",
            "Núñez",
            "Lindqvist",
            "Okafor",
            "Whitmore",
            "Castellano",
            "Zieliński",
            "Haugen",
            "Abernathy",
            "Fontaine");
    private static final List<String> COUNTRIES =
            List.of("Chile", "Denmark", "Hong Kong", "Côte d'Ivoire", "Saint Kitts and Nevis", "Russian Federation");

    private final long seed;
    private final List<Text> texts;

    /** @param seed names the companies */
    public Companies(long seed) {
        this.seed = seed;
        Random random = new Random(seed);
        this.texts =
                IntStream.range(0, TEXTS).mapToObj(i -> Text.random(random)).toList();
    }

    /** The first companies, a tick's one after the other. */
    public Stream<Company> first(int count) {
        return range(0, count);
    }

    /** Those from one number up to another, counted from 0. */
    public Stream<Company> range(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::company);
    }

    private Company company(int number) {
        int slot = number / TO_A_TICK;
        int place = number % TO_A_TICK;
        Instant at = FIRST_SLOT.plusSeconds((long) slot * SECONDS_BETWEEN_SLOTS);
        UUID tick = Identity.tick("benchmark-" + seed, at);
        UUID id = Identity.company(tick, place);
        Text text = texts.get(number % TEXTS);
        long draw = id.getLeastSignificantBits() >>> 8;
        return new Company(
                tick,
                id,
                at,
                place + 1L,
                text.name(),
                text.email(),
                text.vat(),
                text.phone(),
                text.country(),
                text.addresses(),
                text.website(),
                text.image(),
                text.contact(),
                10_000 + draw % 99_000_000 / 100.0,
                (int) (1 + draw % 5_000),
                SECTORS.get((int) (draw % SECTORS.size())),
                LocalDate.ofEpochDay(draw % 10_957),
                1_000_000 + draw % 900_000_000 / 100.0,
                100_000 + draw % 490_000_000 / 100.0);
    }

    /** The part of a company that repeats. */
    private record Text(
            String name,
            String email,
            String vat,
            String phone,
            String country,
            String addresses,
            String website,
            String image,
            String contact) {
        static Text random(Random random) {
            List<String> addresses = new ArrayList<>();
            int count = random.nextInt(3, 7);
            while (addresses.size() < count) {
                addresses.add(address(random));
            }
            return new Text(
                    word(random) + " " + word(random) + " Group",
                    email(random),
                    digits(random, 8),
                    phone(random),
                    country(random),
                    "[" + String.join(",", addresses) + "]",
                    website(random),
                    "http://placeimg.com/640/480/people",
                    contact(random));
        }

        private static String address(Random random) {
            return ("{\"id\":0,\"street\":\"%s %s %s Apt. %s\",\"streetName\":\"%s %s\",\"buildingNumber\":\"%s\","
                            + "\"city\":\"%sborough\",\"zipcode\":\"%s-%s\",\"country\":\"%s\",\"country_code\":\"DK\","
                            + "\"latitude\":%s,\"longitude\":%s}")
                    .formatted(
                            digits(random, 5),
                            word(random),
                            word(random),
                            digits(random, 3),
                            word(random),
                            word(random),
                            digits(random, 4),
                            word(random),
                            digits(random, 5),
                            digits(random, 4),
                            country(random),
                            degrees(random, 90),
                            degrees(random, 180));
        }

        private static String contact(Random random) {
            return ("{\"id\":0,\"firstname\":\"%s\",\"lastname\":\"%s\",\"email\":\"%s\",\"phone\":\"%s\","
                            + "\"birthday\":\"19%s-0%d-1%d\",\"gender\":\"female\",\"address\":%s,\"website\":\"%s\","
                            + "\"image\":\"http://placeimg.com/640/480/people\"}")
                    .formatted(
                            word(random),
                            word(random),
                            email(random),
                            phone(random),
                            random.nextInt(30, 100),
                            random.nextInt(1, 10),
                            random.nextInt(10),
                            address(random),
                            website(random));
        }

        private static String email(Random random) {
            return "user" + digits(random, 6) + "@example.org";
        }

        private static String website(Random random) {
            return "http://site" + digits(random, 6) + ".example.org";
        }

        private static String phone(Random random) {
            return "+" + digits(random, 13);
        }

        private static String degrees(Random random, int limit) {
            return String.format(Locale.ROOT, "%.6f", random.nextDouble(-limit, limit));
        }

        private static String country(Random random) {
            return COUNTRIES.get(random.nextInt(COUNTRIES.size()));
        }

        private static String word(Random random) {
            return WORDS.get(random.nextInt(WORDS.size()));
        }

        private static String digits(Random random, int count) {
            StringBuilder digits = new StringBuilder(count);
            while (digits.length() < count) {
                digits.append((char) ('0' + random.nextInt(10)));
            }
            return digits.toString();
        }
    }
}
