package io.tickstream.localstack.cli;

import com.datastax.oss.driver.api.core.CqlSession;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.tickstream.deadletters.DeadLetter;
import io.tickstream.deadletters.DeadLetters;
import io.tickstream.deadletters.NotPutBack;
import io.tickstream.deadletters.PutBack;
import io.tickstream.deadletters.Servers;
import io.tickstream.localstack.server.Cql;
import io.tickstream.localstack.server.KafkaUser;
import io.tickstream.localstack.server.LocalStack;
import io.tickstream.localstack.server.Port;
import io.tickstream.localstack.server.Role;
import io.tickstream.localstack.server.Site;
import io.tickstream.localstack.server.StackException;
import io.tickstream.localstack.server.StackSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "dlq",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "ls|show|replay",
        description = {
            "Dead letters: what could not be read, by the function (stage source) or by the job (stage landing).",
            "One that was put back leaves the list, and the table rejected; the table resolved tells what became of it."
        })
final class DeadLetterCommand implements Runnable {
    private static final String DAYS = "7";
    private static final String DAYS_HELP = "How many days to look back, today included. Usually 7.";

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say ls, show or replay.");
    }

    @Command(mixinStandardHelpOptions = true, description = "List dead letters, newest first.")
    int ls(
            @Option(names = "--reason", paramLabel = "CODE", description = "Only those, such as unknown_schema.")
                    String reason,
            @Option(names = "--stage", paramLabel = "STAGE", description = "Only those: source or landing.")
                    String stage,
            @Option(names = "--days", paramLabel = "N", defaultValue = DAYS, description = DAYS_HELP) int days,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "Most to show. Usually 100.")
                    int limit,
            @Option(names = "--json", description = "Print them as JSON.") boolean json)
            throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        LocalStack stack = Place.running("cassandra");
        try (CqlSession session = Cql.session(stack.site(), Role.READER)) {
            List<DeadLetter> letters = new DeadLetters(session, Clock.systemUTC())
                    .ofLastDays(days)
                    .filter(letter -> reason == null || letter.reason().equals(reason))
                    .filter(letter -> stage == null || letter.stage().equals(stage))
                    .limit(limit)
                    .toList();
            if (json) {
                out.println(
                        Json.of(letters.stream().map(DeadLetterCommand::json).toList()));
            } else if (letters.isEmpty()) {
                out.printf("No dead letters in %d days.%n", days);
            } else {
                out.println(table(letters));
                out.printf(
                        "(%d%s)%n", letters.size(), letters.size() == limit ? ", and perhaps more: give --limit" : "");
            }
        }
        return ExitCode.DONE;
    }

    @Command(mixinStandardHelpOptions = true, description = "Show one dead letter with its bytes.")
    int show(
            @Parameters(paramLabel = "ID", description = "As ls shows it.") UUID id,
            @Option(names = "--days", paramLabel = "N", defaultValue = DAYS, description = DAYS_HELP) int days,
            @Option(names = "--out", paramLabel = "FILE", description = "Write its bytes into a file instead.")
                    Path file,
            @Option(names = "--json", description = "Print it as JSON, its bytes in base64.") boolean json)
            throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        LocalStack stack = Place.running("cassandra");
        try (CqlSession session = Cql.session(stack.site(), Role.READER)) {
            DeadLetter letter = find(new DeadLetters(session, Clock.systemUTC()), id, days);
            if (file != null) {
                Files.write(file, letter.bytes());
                out.printf("%d bytes are in %s.%n", letter.bytes().length, file);
            } else if (json) {
                Map<String, Object> all = json(letter);
                all.put("payload", letter.bytes());
                out.println(Json.of(all));
            } else {
                json(letter).forEach((name, value) -> {
                    if (value != null) {
                        out.printf("%-16s %s%n", name, value);
                    }
                });
                out.printf("%n%s%n", letter.content());
            }
        }
        return ExitCode.DONE;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Put dead letters back, once what made them is mended. Nothing lands twice.",
                "Stage landing: the same bytes go to their topic again. Stage source: the tick is repeated, so that the"
                        + " source is asked again.",
                "With --correction, the company in the file takes the place of a letter: JSON with the names of the"
                        + " table's columns. tick_id, id and timestamp_column are filled in where the letter tells them."
            })
    int replay(
            @Parameters(paramLabel = "ID", arity = "0..*", description = "Those, as ls shows them.") List<UUID> ids,
            @Option(names = "--reason", paramLabel = "CODE", description = "All of this reason.") String reason,
            @Option(
                            names = "--correction",
                            paramLabel = "FILE",
                            description = "What takes the place of the one letter.")
                    Path correction,
            @Option(names = "--days", paramLabel = "N", defaultValue = DAYS, description = DAYS_HELP) int days)
            throws IOException, InterruptedException {
        List<UUID> named = ids == null ? List.of() : ids;
        if (named.isEmpty() == (reason == null)) {
            throw new ParameterException(spec.commandLine(), "Say which: IDs, or --reason.");
        }
        if (correction != null && named.size() != 1) {
            throw new ParameterException(
                    spec.commandLine(), "A correction takes the place of one letter: give its ID.");
        }
        PrintWriter out = spec.commandLine().getOut();
        Place.running("kafka");
        LocalStack stack = Place.running("cassandra");
        try (CqlSession operator = Cql.session(stack.site(), Role.OPERATOR);
                CqlSession reader = Cql.session(stack.site(), Role.READER)) {
            DeadLetters letters = new DeadLetters(operator, Clock.systemUTC());
            PutBack putBack = new PutBack(letters, reader, servers(stack.site()), System.getProperty("user.name"));
            if (correction != null) {
                out.println(
                        putBack.corrected(find(letters, named.get(0), days), TextFile.read("correction", correction)));
                return ExitCode.DONE;
            }
            List<DeadLetter> chosen = new ArrayList<>();
            for (UUID id : named) {
                chosen.add(find(letters, id, days));
            }
            if (reason != null) {
                try (Stream<DeadLetter> all = letters.ofLastDays(days)) {
                    chosen.addAll(all.filter(isOf(reason)).toList());
                }
            }
            return all(chosen, letters, putBack, out);
        }
    }

    private static Servers servers(Site site) throws IOException {
        StackSettings settings = site.settings();
        return new Servers(
                Map.copyOf(site.kafkaClient(KafkaUser.OPERATOR)),
                Optional.of(settings.url(Port.FUNCTION, "/")),
                settings.url(Port.REGISTRY, "/"));
    }

    private int all(List<DeadLetter> chosen, DeadLetters letters, PutBack putBack, PrintWriter out)
            throws IOException, InterruptedException {
        int failed = 0;
        for (DeadLetter letter : chosen) {
            try {
                var whole = letters.whole(letter);
                if (whole.isPresent()) { // or else repeating another letter's tick has resolved it
                    out.println(putBack.again(whole.get()));
                    out.flush();
                }
            } catch (NotPutBack e) { // the others may fare better
                failed++;
                spec.commandLine().getErr().println("tickstream: " + e.getMessage());
            }
        }
        if (chosen.isEmpty()) {
            out.println("There are none.");
        }
        return failed == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static Predicate<DeadLetter> isOf(String reason) {
        return letter -> letter.reason().equals(reason);
    }

    private static DeadLetter find(DeadLetters letters, UUID id, int days) {
        return letters.find(id, days)
                .orElseThrow(() -> new StackException(
                        "There is no dead letter %s in the last %d days. Look further back with --days; or it was put back: ./tickstream query \"select * from spark_streams.resolved\""
                                .formatted(id, days)));
    }

    private static String table(List<DeadLetter> letters) {
        return AsciiTable.getTable(
                AsciiTable.NO_BORDERS,
                letters,
                List.of(
                        left("AT").with(letter -> letter.at().toString()),
                        left("ID").with(letter -> letter.id().toString()),
                        left("STAGE").with(DeadLetter::stage),
                        left("REASON").with(DeadLetter::reason),
                        left("FROM").with(letter -> String.valueOf(letter.origin())),
                        left("BYTES").with(letter -> String.valueOf(letter.payloadSize()))));
    }

    private static Column left(String header) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .maxWidth(Integer.MAX_VALUE);
    }

    private static Map<String, Object> json(DeadLetter letter) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", letter.id().toString());
        json.put("at", letter.at().toString());
        json.put("stage", letter.stage());
        json.put("reason", letter.reason());
        json.put("cause", letter.cause());
        json.put("tick_id", letter.tickId() == null ? null : letter.tickId().toString());
        json.put("index", letter.index().isPresent() ? letter.index().getAsInt() : null);
        json.put("from", letter.origin());
        json.put("schema_id", letter.schemaId());
        json.put("payload_size", letter.payloadSize());
        return json;
    }
}
