package io.tickstream.console.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.Blocking;
import io.tickstream.console.answer.Asked;
import io.tickstream.console.answer.BadParameter;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.console.answer.Trouble;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** The companies and their sums. */
@Path("/api")
@Blocking
@Tag(name = "Data")
class DataResource {
    private static final Duration USUAL = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(400);
    private static final int MOST_COUNTRIES = 300;
    private static final int LONGEST_NAME = 200;

    private final Summaries summaries;
    private final Companies companies;
    private final ObjectMapper json;
    private final Clock clock;

    DataResource(Summaries summaries, Companies companies, ObjectMapper json, Clock clock) {
        this.summaries = summaries;
        this.companies = companies;
        this.json = json;
        this.clock = clock;
    }

    record Newest(List<Company> companies, int searched, List<Trouble> problems) {}

    @GET
    @Path("/data/summary")
    @Operation(
            summary = "Sums of a range by sector, size, country and time",
            description =
                    "from, to: times in UTC, 400 days apart at most; by default the last 24 hours. all=true: of all"
                            + " time. countries: repeated, one name each; only these in byCountry and overTime. By minute up to"
                            + " 3 hours, by hour up to 2 days, else by day in UTC.")
    public Summary summary(
            @RestQuery String from, @RestQuery String to, @RestQuery boolean all, @RestQuery List<String> countries)
            throws ServerAway {
        if (countries.size() > MOST_COUNTRIES) {
            throw new BadParameter("countries may be given %d times at most".formatted(MOST_COUNTRIES));
        }
        countries.forEach(country -> Asked.text("countries", country, LONGEST_NAME));
        Set<String> chosen = Set.copyOf(countries);
        if (all) {
            return summaries.ofAllTime(chosen);
        }
        Asked.Range range = Asked.range(from, to, USUAL, LONGEST, clock);
        return summaries.of(Summaries.whole(range), Granularity.of(Duration.between(range.from(), range.to())), chosen);
    }

    @GET
    @Path("/companies")
    @Operation(
            summary = "The newest companies",
            description = "limit: 1 to 200, by default 50. q: what name, country, sector or mail address hold; looks at"
                    + " the newest 1,000 only.")
    public Newest newest(@RestQuery String limit, @RestQuery String q) throws ServerAway {
        Companies.Found found =
                companies.newest(Asked.number("limit", limit, 50, 1, 200), Asked.text("q", q, LONGEST_NAME));
        return new Newest(found.companies(), found.searched(), List.of());
    }

    @GET
    @Path("/companies/{tick}/{id}")
    @Operation(summary = "One company with its addresses and its contact")
    public WholeCompany company(String tick, String id) throws ServerAway {
        return companies
                .find(Asked.uuid("tick", tick), Asked.uuid("id", id))
                .map(row -> WholeCompany.of(row, json))
                .orElseThrow(() -> new NotFoundException());
    }
}
