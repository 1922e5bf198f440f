package io.tickstream.localstack.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The end of a log file. */
public final class LogFile {
    private static final int TAIL_BYTES = 256 * 1024;
    private static final Pattern STACK_FRAME =
            Pattern.compile("\\s+(at .*|\\.\\.\\. \\d+ (more|common frames omitted))|");

    private LogFile() {}

    /** The last lines that say something: stack traces are reduced to their exceptions. */
    public static List<String> lastMessages(Path log, int count) throws IOException {
        List<String> messages = lastLines(log, Integer.MAX_VALUE).stream()
                .filter(line -> !STACK_FRAME.matcher(line).matches())
                .toList();
        return messages.subList(Math.max(0, messages.size() - count), messages.size());
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
