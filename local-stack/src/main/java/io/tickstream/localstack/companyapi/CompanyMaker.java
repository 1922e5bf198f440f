package io.tickstream.localstack.companyapi;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import net.datafaker.Faker;
import net.datafaker.service.RandomService;

/**
 * Makes companies up. A company follows from locale, seed and its place in the answer alone: whatever was asked before,
 * at the same time or of another process.
 *
 * <p>One Faker a locale is kept, since a new one starts with cold caches (a millisecond or more for each company).
 * Fakers share unguarded static caches, so one company at a time is made; a thousand take about 100 ms.
 */
final class CompanyMaker {
    /** Fakers kept, of a few hundred kilobytes each; others are made again when they are asked for. */
    private static final int KEPT_LOCALES = 16;

    private static final LocalDate EARLIEST_BIRTHDAY = LocalDate.of(1930, 1, 1);
    private static final int BIRTHDAY_RANGE =
            (int) (LocalDate.of(2020, 1, 1).toEpochDay() - EARLIEST_BIRTHDAY.toEpochDay());
    private static final String IMAGE = "http://placeimg.com/640/480/people";

    private final SeededRandom random = new SeededRandom();

    /** Mail addresses, host names and countries are English in every locale: ASCII, and what the contract says. */
    private final Faker english = new Faker(Locale.ENGLISH, new RandomService(random));

    private final Map<Locale, Faker> localFakers = new LinkedHashMap<>(KEPT_LOCALES, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Locale, Faker> eldest) {
            return size() > KEPT_LOCALES;
        }
    };

    /**
     * The first companies of an endless list that belongs to the seed.
     *
     * @param locale of names and addresses; English if Datafaker does not know it
     */
    List<Company> make(int quantity, Locale locale, long seed) {
        List<Company> companies = new ArrayList<>(quantity);
        for (int index = 0; index < quantity; index++) {
            companies.add(company(index, locale, seed));
        }
        return companies;
    }

    private synchronized Company company(int index, Locale locale, long seed) {
        Faker local = localFakers.computeIfAbsent(locale, missing -> new Faker(missing, new RandomService(random)));
        random.startAt(seed, index);
        return new Company(
                index + 1,
                text(local.company()::name),
                email(),
                digits(random.nextInt(8, 12)),
                phone(),
                english.address().country(),
                addresses(local),
                website(),
                IMAGE,
                contact(local));
    }

    private List<Address> addresses(Faker local) {
        int count = random.nextInt(1, 6);
        List<Address> addresses = new ArrayList<>(count);
        while (addresses.size() < count) {
            addresses.add(address(local));
        }
        return addresses;
    }

    private Address address(Faker local) {
        return new Address(
                text(() -> local.address().streetAddress(random.nextBoolean())),
                text(local.address()::streetName),
                text(local.address()::buildingNumber),
                text(local.address()::city),
                text(local.address()::zipCode),
                english.address().country(),
                english.address().countryCode(),
                degrees(90),
                degrees(180));
    }

    private Contact contact(Faker local) {
        boolean female = random.nextBoolean();
        return new Contact(
                text(female ? local.name()::femaleFirstName : local.name()::maleFirstName),
                text(local.name()::lastName),
                email(),
                phone(),
                // not Datafaker's birthday(), which depends on today
                EARLIEST_BIRTHDAY.plusDays(random.nextInt(BIRTHDAY_RANGE)),
                female ? "female" : "male",
                address(local),
                website(),
                IMAGE);
    }

    private String email() {
        String first = word(english.name().firstName());
        String last = word(english.name().lastName());
        String user =
                switch (random.nextInt(5)) {
                    case 0 -> first + "." + last;
                    case 1 -> last + "." + first;
                    case 2 -> first.charAt(0) + last;
                    case 3 -> first + digits(2);
                    default -> last + "." + word(english.name().lastName());
                };
        return random.nextBoolean()
                ? english.internet().emailAddress(user)
                : user + "@" + english.internet().domainName();
    }

    private String website() {
        return "http://" + english.internet().domainName();
    }

    private String phone() {
        return "+" + random.nextInt(1, 10) + digits(12);
    }

    private String digits(int count) {
        StringBuilder digits = new StringBuilder(count);
        while (digits.length() < count) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        return digits.toString();
    }

    private double degrees(int limit) {
        return random.nextInt(-limit * 1_000_000, limit * 1_000_000 + 1) / 1e6;
    }

    /** Some of Datafaker's patterns begin or end with a space. */
    private static String text(Supplier<String> faked) {
        return faked.get().strip();
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    }
}
