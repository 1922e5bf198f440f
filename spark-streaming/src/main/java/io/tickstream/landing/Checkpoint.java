package io.tickstream.landing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.CheckpointFileManager;

/**
 * The folder, on any of Hadoop's file systems, in which Spark keeps a query's offsets: before a batch it writes
 * {@code offsets/N}, after it {@code commits/N}. Ours in it is {@code tickstream/label.json}.
 */
final class Checkpoint {
    /** Everything that Spark writes into a checkpoint. */
    private static final List<String> SPARKS = List.of("offsets", "commits", "sources", "state", "metadata");

    private static final DateTimeFormatter FOLDER_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Configuration hadoop;
    private final FileSystem files;

    private Checkpoint(Path folder, Configuration hadoop, FileSystem files) {
        this.folder = folder;
        this.hadoop = hadoop;
        this.files = files;
    }

    static Checkpoint at(String location, Configuration hadoop) throws IOException {
        Path path = new Path(location);
        FileSystem files = path.getFileSystem(hadoop);
        return new Checkpoint(path.makeQualified(files.getUri(), files.getWorkingDirectory()), hadoop, files);
    }

    /** What a start would find. */
    sealed interface State {}

    /** Nothing was ever read: reading begins at {@code spark.tickstream.startingOffsets}. */
    record Empty() implements State {}

    /**
     * A query was here and can go on.
     *
     * @param batch the last batch, 0 or more; {@link #NONE} if the first start ended before it began one
     * @param committed whether it has landed as a whole
     * @param landed what has landed for sure
     * @param begun the end of the last batch; the same as landed if that is committed
     */
    record Resumable(long batch, boolean committed, Offsets landed, Offsets begun) implements State {
        /** Before the first batch: Spark has written down where reading begins, and nothing else. */
        static final long NONE = -1;

        Resumable {
            requireNonNull(landed, "landed");
            requireNonNull(begun, "begun");
        }
    }

    /** Spark could not resume, or not where it was. */
    record Damaged(String why) implements State {}

    State read() throws IOException {
        NavigableSet<Long> commits = batches("commits"); // first: a running job writes a batch's offsets before them
        NavigableSet<Long> offsets = batches("offsets");
        if (offsets.isEmpty()) {
            return commits.isEmpty()
                    ? beforeTheFirst()
                    : new Damaged("%s says that batch %d has landed, but %s, which says where it ended, is empty"
                            .formatted(path("commits"), commits.last(), path("offsets")));
        }
        long last = offsets.last();
        if (!commits.isEmpty() && commits.last() > last) {
            return new Damaged("batch %d has landed, but the newest batch in %s is %d"
                    .formatted(commits.last(), path("offsets"), last));
        }
        try {
            checkMetadata();
            checkCommit(commits);
            Offsets begun = offsets(last);
            boolean committed = commits.contains(last);
            // Spark asks for the batch before even if the last one has landed
            Offsets before = committed && last == 0 ? begun : before(last, offsets);
            return new Resumable(last, committed, committed ? begun : before, begun);
        } catch (ChecksumException | IllegalArgumentException | FileNotFoundException e) {
            return new Damaged(e.getMessage());
        }
    }

    /** Spark keeps to where a first start was to begin, whatever it is told at the next one. */
    private State beforeTheFirst() throws IOException {
        try {
            Offsets initial = initialOffsets();
            return new Resumable(Resumable.NONE, true, initial, initial);
        } catch (FileNotFoundException e) {
            return new Empty();
        } catch (ChecksumException | IllegalArgumentException e) {
            return new Damaged(e.getMessage());
        }
    }

    /** @throws CheckpointLabel.Unreadable if something else stands in its place */
    Optional<CheckpointLabel> label() throws IOException {
        Path file = path("tickstream", "label.json");
        try {
            return Optional.of(CheckpointLabel.parse(text(file)));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (ChecksumException | IllegalArgumentException e) {
            throw new CheckpointLabel.Unreadable(file.toString(), e);
        }
    }

    /** Keeps the label where there is none yet, and returns the one that is there now, which may be another driver's. */
    CheckpointLabel labelled(CheckpointLabel label) throws IOException {
        try {
            write(label, false);
        } catch (FileAlreadyExistsException e) {
            // another driver was faster; from now on its label holds
        }
        return label().orElseThrow(() ->
                new IOException("%s cannot be read after it was written".formatted(path("tickstream", "label.json"))));
    }

    void relabel(CheckpointLabel label) throws IOException {
        write(label, true);
    }

    /**
     * Puts what Spark has written into a folder beside, so that the next start is a first one.
     *
     * @return the folder
     */
    Path setAside(Instant now) throws IOException {
        Path aside = path("tickstream", "set-aside-" + FOLDER_NAME.format(now));
        files.mkdirs(aside);
        for (String name : SPARKS) {
            if (files.exists(path(name)) && !files.rename(path(name), new Path(aside, name))) {
                throw new IOException(
                        "Cannot move %s into %s. Check the rights of the job's user.".formatted(path(name), aside));
            }
        }
        return aside;
    }

    private void write(CheckpointLabel label, boolean overwrite) throws IOException {
        CheckpointFileManager manager = CheckpointFileManager.create(folder, hadoop);
        manager.mkdirs(path("tickstream"));
        Path file = path("tickstream", "label.json");
        if (!overwrite && manager.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        // as Spark writes its own files: as a whole or not at all
        FSDataOutputStream out = manager.createAtomic(file, overwrite);
        out.write(label.json().getBytes(UTF_8));
        out.close();
    }

    private Offsets before(long batch, NavigableSet<Long> offsets) throws IOException {
        if (batch > 0) {
            if (!offsets.contains(batch - 1)) {
                throw new IllegalArgumentException("batch %d was begun, but %s, which says where it begins, is missing"
                        .formatted(batch, path("offsets", String.valueOf(batch - 1))));
            }
            return offsets(batch - 1);
        }
        return initialOffsets();
    }

    private Offsets initialOffsets() throws IOException {
        Path initial = path("sources", "0/0");
        String text = text(initial); // a zero byte, the version, the offsets
        return parse(initial, text.substring(Math.max(0, text.indexOf('{'))));
    }

    private Offsets offsets(long batch) throws IOException {
        Path file = path("offsets", String.valueOf(batch));
        List<String> lines = text(file).lines().toList(); // the version, settings, one line a source
        if (lines.size() < 3 || !lines.get(0).equals("v1")) {
            throw new IllegalArgumentException("%s is cut off or of a version that is not known".formatted(file));
        }
        if (lines.size() > 3) {
            throw new IllegalArgumentException(
                    "%s is of another query: it has %d sources, ours has one".formatted(file, lines.size() - 2));
        }
        checkSettings(file, lines.get(1));
        return parse(file, lines.get(2));
    }

    private static Offsets parse(Path file, String json) {
        try {
            return Offsets.parse(json);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s holds no offsets: %s".formatted(file, e.getMessage()), e);
        }
    }

    private void checkMetadata() throws IOException {
        Path file = path("metadata");
        try {
            if (!JSON.readTree(text(file)).hasNonNull("id")) {
                throw new IllegalArgumentException("%s names no query".formatted(file));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("%s is no JSON: %s".formatted(file, e.getOriginalMessage()), e);
        }
    }

    /** Spark reads the newest commit when it resumes. */
    private void checkCommit(NavigableSet<Long> commits) throws IOException {
        if (!commits.isEmpty()) {
            Path file = path("commits", String.valueOf(commits.last()));
            List<String> lines = text(file).lines().toList(); // the version, settings
            if (lines.size() < 2 || !lines.get(0).equals("v1")) {
                throw new IllegalArgumentException("%s is cut off or of a version that is not known".formatted(file));
            }
            checkSettings(file, lines.get(1));
        }
    }

    private static void checkSettings(Path file, String json) {
        try {
            JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("%s holds no settings: %s".formatted(file, e.getOriginalMessage()), e);
        }
    }

    private NavigableSet<Long> batches(String log) throws IOException {
        NavigableSet<Long> batches = new TreeSet<>();
        try {
            Arrays.stream(files.listStatus(path(log)))
                    .map(FileStatus::getPath)
                    .map(Path::getName)
                    .filter(name -> name.matches("\\d{1,18}"))
                    .map(Long::valueOf)
                    .forEach(batches::add);
        } catch (FileNotFoundException e) {
            return batches;
        }
        return batches;
    }

    private String text(Path file) throws IOException {
        try (FSDataInputStream in = files.open(file)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (ChecksumException e) { // Hadoop's message names the file and a place in it, not what that means
            throw new ChecksumException(
                    "%s is damaged: its content and its checksum in .%s.crc do not go together"
                            .formatted(file, file.getName()),
                    e.getPos());
        }
    }

    private Path path(String first, String... more) {
        Path path = new Path(folder, first);
        for (String name : more) {
            path = new Path(path, name);
        }
        return path;
    }

    /** The folder's URI, for messages. */
    @Override
    public String toString() {
        return folder.toString();
    }
}
