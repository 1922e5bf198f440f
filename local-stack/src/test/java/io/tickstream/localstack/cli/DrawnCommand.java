package io.tickstream.localstack.cli;

import io.tickstream.fuzz.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A command as somebody may mistype it: options that the command knows, with whatever values, and what it does not know.
 *
 * @param arguments no cluster is ever named, and no address but such as nobody listens on
 * @param starts whether it would start servers if it were run
 */
record DrawnCommand(List<String> arguments, boolean starts) {
    private static final List<String> COMMANDS = List.of(
            "up",
            "up",
            "down",
            "status",
            "logs",
            "query",
            "tick",
            "schedule",
            "schedule pause",
            "schedule resume",
            "schedule status",
            "audit",
            "audit",
            "submit",
            "doctor",
            "replay",
            "dlq",
            "dlq ls",
            "dlq show",
            "dlq replay",
            "reset",
            "help");

    private static final List<String> MOMENTS = List.of(
            "now",
            "-1h",
            "-0s",
            "-999999999d",
            "-PT9223372036854775807S",
            "-P106751991167300D",
            "2026-01-31",
            "2026-01-31T12:00",
            "2026-01-31T12:00:00Z",
            "2026-02-30",
            "+999999999-12-31",
            "-999999999-01-01T00:00:00Z",
            "2026-01-31T24:00:00Z",
            "2026-01-31T12:00:00+25:00",
            "beginning",
            "yesterday",
            "");

    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "7",
            "10",
            "-1",
            "60",
            "1001",
            "2147483648",
            "99999999999999999999",
            "1e3",
            "0x10",
            "1.5",
            "",
            " 1",
            "many",
            "٣");

    private static final List<String> FILES = List.of(
            "",
            ".",
            "/",
            "..",
            "no-such-file",
            "/no/such/file",
            "../../../../etc/shadow-of-nothing",
            "a\0b",
            "x".repeat(5000));

    private static final List<String> URLS = List.of(
            "",
            "nowhere",
            "http://127.0.0.1:1",
            "http://127.0.0.1:1/",
            "http://me:secret@127.0.0.1:1",
            "ftp://127.0.0.1:1",
            "http://127.0.0.1:99999",
            "http://[::1",
            "http:///",
            "https://127.0.0.1:1/?a=%zz",
            "://",
            "\0");

    private static final List<String> SERVERS = List.of(
            "kafka",
            "cassandra",
            "kafa",
            "",
            "executor",
            "job",
            "function",
            "../kafka",
            "/etc/passwd",
            "kafka,,cassandra",
            "KAFKA",
            "kafka\n");

    /** Such as {@code up} refuses before it looks at anything else. */
    private static final List<List<String>> REFUSED = List.of(
            List.of("--quantity", "0"),
            List.of("--quantity=1001"),
            List.of("--period", "7"),
            List.of("--period=-10"),
            List.of("--source", "ftp://127.0.0.1:1/"),
            List.of("--source=http://me:secret@127.0.0.1:1/"),
            List.of("--port", "kafka=0"),
            List.of("--port=kafa=1"),
            List.of("--port", "kafka=65536"));

    /** Only looked at. */
    private static final CommandLine ALL = Tickstream.commandLine();

    static DrawnCommand of(Draw draw) {
        String command = draw.of(COMMANDS);
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        List<OptionSpec> known = options(command);
        boolean refused = command.equals("up") && draw.once(2);
        for (int i = draw.below(5); i > 0; i--) {
            if (draw.once(6) || known.isEmpty()) {
                arguments.add(unknown(draw));
            } else {
                add(draw, arguments, draw.of(known));
            }
        }
        if (List.of("logs", "query", "dlq show", "dlq replay").contains(command) && draw.once(2)) {
            arguments.add(positional(draw, command));
        }
        if (draw.once(8)) {
            int at = draw.below(arguments.size());
            arguments.set(at, draw.damaged(arguments.get(at)));
        }
        if (refused) {
            arguments.addAll(draw.of(REFUSED));
        }
        arguments.replaceAll(argument -> argument.toLowerCase(Locale.ROOT).contains("k8s") ? "--on=mars" : argument);
        return new DrawnCommand(arguments, !refused && arguments.contains("up"));
    }

    private static List<OptionSpec> options(String command) {
        CommandLine line = ALL;
        for (String name : command.split(" ", -1)) {
            line = line.getSubcommands().get(name);
        }
        return line.getCommandSpec().options();
    }

    private static void add(Draw draw, List<String> arguments, OptionSpec option) {
        String name = draw.once(12) ? draw.damaged(option.longestName()) : draw.of(option.names());
        if (option.arity().max() == 0) {
            arguments.add(draw.once(10) ? name + "=" + draw.text() : name);
            return;
        }
        String value = value(draw, option.longestName());
        if (draw.once(10)) {
            arguments.add(name); // and no value
        } else if (draw.once(2)) {
            arguments.add(name + "=" + value);
        } else {
            arguments.addAll(List.of(name, value));
        }
    }

    private static String value(Draw draw, String option) {
        return switch (option) {
            case "--from", "--to", "--settle" -> draw.once(4) ? draw.damaged(draw.of(MOMENTS)) : draw.of(MOMENTS);
            case "--quantity", "--period", "--days", "--limit", "--lines" ->
                draw.once(4) ? Long.toString(draw.edge()) : draw.of(NUMBERS);
            case "--function", "--source" -> draw.of(URLS);
            case "--cassandra" ->
                draw.of("", ":", "127.0.0.1:1", "127.0.0.1:99999", "nowhere", "127.0.0.1:", "[::1]:-1");
            case "--password-file", "--token-file", "--correction", "--out" -> draw.of(FILES);
            case "--only" -> draw.of(SERVERS);
            case "--port" ->
                draw.of("kafka=1", "kafka", "=", "kafka=many", "kafa=1", "kafka=1=2", "kafka=99999999999", "", ",");
            case "--on" -> draw.of("local", "LOCAL", "mars", "", "lo");
            default -> draw.text();
        };
    }

    private static String positional(Draw draw, String command) {
        return switch (command) {
            case "logs" -> draw.of(SERVERS);
            case "query" ->
                draw.of("SELECT", "", ";", "select count(*) from spark_streams.companies_created", draw.text());
            default -> draw.of("3d5b4a4e-0d2b-5a5f-9a55-0f8f1d1c2b3a", "1-1-1-1-1", "first", "", draw.text());
        };
    }

    private static String unknown(Draw draw) {
        return switch (draw.below(6)) {
            case 0 -> "--" + draw.word();
            case 1 -> "-" + draw.text();
            case 2 -> draw.of("--", "-", "@", "@no-such-file", "@@", "--=", "=", "-h=", "--help=false", "--version");
            default -> draw.text();
        };
    }
}
