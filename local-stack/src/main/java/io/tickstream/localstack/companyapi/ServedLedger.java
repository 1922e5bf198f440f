package io.tickstream.localstack.companyapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the stand-in has served, kept so that it survives whatever happens to the process or the machine: a line of JSON
 * an answer, on disk before the answer is sent. Answers that come together share one write to the disk.
 */
public final class ServedLedger implements Closeable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LINE_FEED = '\n';

    private final Path file;
    private final FileChannel channel;
    private final Object writing = new Object();
    private final Object forcing = new Object();
    private long written;
    private long forced;

    private ServedLedger(Path file, FileChannel channel, long size) {
        this.file = file;
        this.channel = channel;
        this.written = size;
        this.forced = size;
    }

    /**
     * Opens it to append. A last line that has no end, since the process died while it was written, is taken away: its
     * answer was never sent.
     */
    static ServedLedger open(Path file) throws IOException {
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            long end = endOfLastLine(channel);
            channel.truncate(end);
            channel.position(end);
            channel.force(true);
            return new ServedLedger(file, channel, end);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Returns when the answer is on disk. */
    void append(ServedAnswer answer) throws IOException {
        byte[] line = line(answer);
        long end;
        synchronized (writing) {
            long start = written;
            try {
                ByteBuffer bytes = ByteBuffer.wrap(line);
                while (bytes.hasRemaining()) {
                    channel.write(bytes, start + bytes.position());
                }
            } catch (IOException e) {
                // the next line must not follow half of this one
                channel.truncate(start);
                throw new IOException("Cannot write the ledger %s: %s".formatted(file, e.getMessage()), e);
            }
            written = start + line.length;
            end = written;
        }
        synchronized (forcing) {
            if (forced >= end) {
                return; // with another's
            }
            long upTo;
            synchronized (writing) {
                upTo = written;
            }
            channel.force(false);
            forced = upTo;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /**
     * Every answer, in the order in which they were put down. A last line without an end is left out: its answer was
     * never sent, or is about to be.
     *
     * @throws IOException if the file cannot be read, or another line than the last is damaged
     */
    public static List<ServedAnswer> read(Path file) throws IOException {
        List<ServedAnswer> answers = new ArrayList<>();
        long length = wholeLength(file);
        long read = 0;
        try (BufferedReader lines = Files.newBufferedReader(file, UTF_8)) {
            while (read < length) {
                String line = lines.readLine();
                if (line == null) {
                    throw new EOFException("%s has become shorter while it was read".formatted(file));
                }
                read += line.getBytes(UTF_8).length + 1L;
                answers.add(answer(file, answers.size() + 1, line));
            }
        }
        return answers;
    }

    private static long wholeLength(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return endOfLastLine(channel);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "There is no ledger %s. Start the stand-in with --ledger %s.".formatted(file, file), e);
        }
    }

    private static long endOfLastLine(FileChannel channel) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(64 * 1024);
        for (long end = channel.size(); end > 0; ) {
            long start = Math.max(0, end - block.capacity());
            block.clear().limit((int) (end - start));
            fill(block, channel, start);
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == LINE_FEED) {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }

    private static void fill(ByteBuffer buffer, FileChannel channel, long start) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, start + buffer.position()) < 0) {
                return;
            }
        }
    }

    private static byte[] line(ServedAnswer answer) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("time", answer.time().toString())
                .put("query", answer.query().orElse(null));
        if (answer.seed().isPresent()) {
            json.put("seed", answer.seed().getAsLong());
        }
        json.put("quantity", answer.quantity())
                .put("status", answer.status())
                .put("behaviour", answer.behaviour())
                .put("class", answer.servedClass().label());
        ArrayNode companies = json.putArray("companies");
        for (ServedCompany company : answer.companies()) {
            ObjectNode entry = companies.addObject().put("index", company.index());
            company.sha256().ifPresent(hash -> entry.put("sha256", hash));
            company.country().ifPresent(country -> entry.put("country", country));
            if (!company.isReadable()) {
                entry.put("rejected", true);
            }
        }
        try {
            return (MAPPER.writeValueAsString(json) + (char) LINE_FEED).getBytes(UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot happen: a tree is written", e);
        }
    }

    private static ServedAnswer answer(Path file, int number, String line) throws IOException {
        try {
            JsonNode json = MAPPER.readTree(line);
            List<ServedCompany> companies = new ArrayList<>();
            for (JsonNode entry : json.path("companies")) {
                companies.add(new ServedCompany(
                        entry.path("index").asInt(),
                        Optional.ofNullable(entry.path("sha256").textValue()),
                        Optional.ofNullable(entry.path("country").textValue())));
            }
            return new ServedAnswer(
                    Instant.parse(json.path("time").asText()),
                    Optional.ofNullable(json.path("query").textValue()),
                    json.hasNonNull("seed") ? OptionalLong.of(json.path("seed").asLong()) : OptionalLong.empty(),
                    json.path("quantity").asInt(),
                    json.path("status").asInt(),
                    json.path("behaviour").asText(),
                    ServedAnswer.AnswerClass.labelled(json.path("class").asText()),
                    companies);
        } catch (JsonProcessingException | RuntimeException e) {
            throw new IOException(
                    "Line %d of the ledger %s is damaged. The stand-in writes none like it; use a new file."
                            .formatted(number, file),
                    e);
        }
    }
}
