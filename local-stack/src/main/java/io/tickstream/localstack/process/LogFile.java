package io.tickstream.localstack.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The parts of a log file that people look for. */
public final class LogFile {
    private static final int TAIL_BYTES = 256 * 1024;
    private static final int HEAD_BYTES = 4 * 1024 * 1024;
    private static final int LONGEST_LINE = 400;

    /** As the servers' formats write a level, or Java an exception. */
    private static final Pattern TROUBLE =
            Pattern.compile("\\b(ERROR|FATAL|SEVERE)\\b|\\w(Exception|Error)\\b|^Caused by: |^Error: ");

    private static final Pattern STACK_FRAME =
            Pattern.compile("\\s+(at .*|\\.\\.\\. \\d+ (more|common frames omitted))|");

    private LogFile() {}

    /**
     * What tells why a server has ended: the first lines about trouble, since what follows may be consequences and a
     * long way of ending, and the last lines. Stack traces are reduced to their exceptions; what is left out between
     * is shown as "…".
     *
     * @param troubles how many of the first
     * @param last how many of the last
     */
    public static List<String> telling(Path log, int troubles, int last) throws IOException {
        List<String> end = messages(lastLines(log, Integer.MAX_VALUE)).toList();
        List<String> shown = end.subList(Math.max(0, end.size() - last), end.size());
        List<String> first = messages(firstLines(log))
                .filter(line -> TROUBLE.matcher(line).find())
                .limit(troubles)
                .filter(line -> !shown.contains(line))
                .toList();
        return Stream.of(first.stream(), Stream.of("…").filter(gap -> !first.isEmpty()), shown.stream())
                .flatMap(lines -> lines)
                .map(LogFile::cut)
                .toList();
    }

    private static Stream<String> messages(List<String> lines) {
        return lines.stream().filter(line -> !STACK_FRAME.matcher(line).matches());
    }

    private static String cut(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE - 1) + "…";
    }

    private static List<String> firstLines(Path log) throws IOException {
        if (!Files.exists(log)) {
            return List.of();
        }
        try (InputStream file = Files.newInputStream(log)) {
            return new String(file.readNBytes(HEAD_BYTES), UTF_8).lines().toList();
        }
    }

    /** The last lines, at most so many; none when there is no such file. Reads no more than 256 KiB. */
    public static List<String> lastLines(Path log, int count) throws IOException {
        if (!Files.exists(log)) {
            return List.of();
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - TAIL_BYTES);
            byte[] tail = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(tail);
            List<String> lines = new String(tail, UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        }
    }
}
