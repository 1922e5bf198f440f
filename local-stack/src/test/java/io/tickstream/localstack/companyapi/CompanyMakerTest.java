package io.tickstream.localstack.companyapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CompanyMakerTest {
    private static final List<String> TAGS = List.of(
            "ar-SA", "bg-BG", "cs-CZ", "da-DK", "de-AT", "de-DE", "el-GR", "en-GB", "en-IN", "es-AR", "es-ES", "et-EE",
            "fa-IR", "fi-FI", "fr-CA", "fr-FR", "he-IL", "hr-HR", "hu-HU", "hy-AM", "id-ID", "it-IT", "ja-JP", "ka-GE",
            "ko-KR", "lv-LV", "nb-NO", "nl-NL", "pl-PL", "pt-BR", "pt-PT", "ro-RO", "ru-RU", "sk-SK", "sv-SE", "th-TH",
            "tr-TR", "uk-UA", "vi-VN", "zh-CN", "zh-TW");

    @Test
    void makes_complete_companies_in_every_locale_of_the_api() {
        CompanyMaker maker = new CompanyMaker();
        for (String tag : TAGS) {
            for (Company company : maker.make(20, Locale.forLanguageTag(tag), 1)) {
                assertThat(company.name()).as(tag).isNotBlank().doesNotContain("#");
                assertThat(company.email()).as(tag).matches("[a-z0-9.]+@[a-z0-9.-]+");
                assertThat(company.addresses()).as(tag).allSatisfy(address -> assertThat(
                                List.of(address.street(), address.streetName(), address.city(), address.zipcode()))
                        .noneMatch(String::isBlank));
                assertThat(company.contact().firstname()).as(tag).isNotBlank();
            }
        }
    }

    @Test
    void makes_the_same_companies_whatever_was_made_before() {
        CompanyMaker fresh = new CompanyMaker();
        CompanyMaker used = new CompanyMaker();
        TAGS.forEach(tag -> used.make(3, Locale.forLanguageTag(tag), 99));
        for (String tag : TAGS) {
            Locale locale = Locale.forLanguageTag(tag);
            assertThat(used.make(5, locale, 1)).as(tag).isEqualTo(fresh.make(5, locale, 1));
        }
    }
}
