package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import io.tickstream.contract.Topic;
import io.tickstream.landing.Finding.Kind;
import io.tickstream.landing.KafkaTopics.Holdings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * What a start from this checkpoint on these topics would lose or read again.
 *
 * @param checkpoint the folder, for messages
 */
record Diagnosis(String checkpoint, Checkpoint.State state, Holdings holdings, List<Finding> findings) {
    Diagnosis {
        requireNonNull(checkpoint, "checkpoint");
        requireNonNull(state, "state");
        requireNonNull(holdings, "holdings");
        findings = List.copyOf(findings);
    }

    /**
     * Compares.
     *
     * @param query the job's own
     * @param label empty if the checkpoint has none, being new or older than labels
     */
    static Diagnosis of(
            String checkpoint,
            String query,
            Checkpoint.State state,
            Optional<CheckpointLabel> label,
            Holdings holdings) {
        List<Finding> findings = new ArrayList<>();
        label.filter(known -> !known.query().equals(query))
                .ifPresent(known -> findings.add(new Finding(
                        Kind.ANOTHER_QUERY,
                        checkpoint,
                        Finding.UNKNOWN,
                        "it is the checkpoint of query \"%s\", not of \"%s\"".formatted(known.query(), query))));
        if (state instanceof Checkpoint.Empty) {
            findings.add(new Finding(Kind.FIRST_START, checkpoint, 0, "no batch was begun yet"));
        } else if (state instanceof Checkpoint.Damaged damaged) {
            findings.add(new Finding(Kind.DAMAGED, checkpoint, Finding.UNKNOWN, damaged.why()));
        } else if (state instanceof Checkpoint.Resumable resumable) {
            compare(checkpoint, resumable, label.map(CheckpointLabel::topicIds).orElse(Map.of()), holdings, findings);
        }
        return new Diagnosis(checkpoint, state, holdings, findings);
    }

    private static void compare(
            String checkpoint,
            Checkpoint.Resumable resumable,
            Map<String, String> knownIds,
            Holdings holdings,
            List<Finding> findings) {
        List<String> foreign = resumable.landed().next().keySet().stream()
                .map(TopicPartition::topic)
                .distinct()
                .filter(topic -> Topic.named(topic).isEmpty())
                .toList();
        if (!foreign.isEmpty()) {
            findings.add(new Finding(
                    Kind.ANOTHER_QUERY,
                    checkpoint,
                    Finding.UNKNOWN,
                    "it holds offsets of %s, which the job does not read".formatted(String.join(", ", foreign))));
            return;
        }
        List<String> recreated = holdings.ids().entrySet().stream()
                .filter(topic ->
                        !knownIds.getOrDefault(topic.getKey(), topic.getValue()).equals(topic.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        for (String topic : recreated) {
            findings.add(new Finding(
                    Kind.RECREATED,
                    topic,
                    Finding.UNKNOWN,
                    "it was deleted and created anew, or these are other brokers: Kafka's id of it is %s, not %s; what had not landed of the old one is lost, and the checkpoint's offsets mean nothing in the new one"
                            .formatted(holdings.ids().get(topic), knownIds.get(topic))));
        }
        SortedMap<TopicPartition, Long> landed = resumable.landed().next();
        SortedMap<TopicPartition, Long> ends = holdings.ends().next();
        landed.forEach((partition, next) -> {
            if (!recreated.contains(partition.topic()) && !ends.containsKey(partition)) {
                findings.add(new Finding(
                        Kind.NO_PARTITION,
                        partition.toString(),
                        Finding.UNKNOWN,
                        "the checkpoint is at offset %d of it, and Kafka has no such partition".formatted(next)));
            }
        });
        ends.forEach((partition, end) -> {
            if (!recreated.contains(partition.topic())) {
                long beginning = holdings.beginnings().next().getOrDefault(partition, 0L);
                Long next = landed.get(partition);
                findings.addAll(
                        next == null
                                ? unknown(partition, beginning, end)
                                : known(partition, next, beginning, end, resumable));
            }
        });
    }

    private static List<Finding> unknown(TopicPartition partition, long beginning, long end) {
        return List.of(
                beginning > 0
                        ? new Finding(
                                Kind.LOST,
                                partition.toString(),
                                beginning,
                                "%d records of this new partition, offsets 0 to %d, were deleted from Kafka before they landed"
                                        .formatted(beginning, beginning - 1))
                        : new Finding(
                                Kind.NEW_PARTITION,
                                partition.toString(),
                                end,
                                "a new partition, read from its beginning: %d records".formatted(end)));
    }

    private static List<Finding> known(
            TopicPartition partition, long next, long beginning, long end, Checkpoint.Resumable resumable) {
        if (next > end) {
            return List.of(new Finding(
                    Kind.BEYOND_END,
                    partition.toString(),
                    end - beginning,
                    "the checkpoint is at offset %d, but the partition ends at %d: it was created anew or cut, or these are other brokers; what comes below that offset would never land"
                            .formatted(next, end)));
        }
        List<Finding> findings = new ArrayList<>();
        if (next < beginning) {
            findings.add(new Finding(
                    Kind.LOST,
                    partition.toString(),
                    beginning - next,
                    "%d records, offsets %d to %d, were deleted from Kafka before they landed"
                            .formatted(beginning - next, next, beginning - 1)));
        }
        long readAgain = resumable.begun().next().getOrDefault(partition, next) - Math.max(next, beginning);
        if (readAgain > 0) {
            findings.add(new Finding(
                    Kind.READ_AGAIN,
                    partition.toString(),
                    readAgain,
                    "%d records of batch %d, which was cut off, are read again and land in the same rows"
                            .formatted(readAgain, resumable.batch())));
        }
        long waiting = end - Math.max(next, beginning);
        if (waiting > 0) {
            findings.add(
                    new Finding(Kind.WAITING, partition.toString(), waiting, "%d records wait".formatted(waiting)));
        }
        return findings;
    }

    /** Whether the job may start and nothing is lost. */
    boolean well() {
        return findings.stream().allMatch(finding -> finding.kind().harmless());
    }

    /** What the job does not start with, unless it is told to. */
    List<Finding> problems() {
        return findings.stream().filter(finding -> !finding.kind().harmless()).toList();
    }

    /**
     * Where to begin once the losses are accepted: as far back as makes sure that nothing more is lost. What has landed
     * before lands again in the same rows.
     */
    Offsets afterLoss() {
        SortedMap<TopicPartition, Long> from =
                new TreeMap<>(holdings.beginnings().next());
        boolean foreign = findings.stream().anyMatch(finding -> finding.kind() == Kind.ANOTHER_QUERY);
        if (!foreign && state instanceof Checkpoint.Resumable resumable) {
            resumable
                    .landed()
                    .next()
                    .forEach((partition, next) -> from.computeIfPresent(
                            partition,
                            (same, beginning) -> readable(partition, next) && next > beginning ? next : beginning));
        }
        return new Offsets(from);
    }

    /** Whether the checkpoint's offset still means what it meant. */
    private boolean readable(TopicPartition partition, long next) {
        return next <= holdings.ends().next().getOrDefault(partition, -1L)
                && findings.stream()
                        .noneMatch(finding -> finding.kind() == Kind.RECREATED
                                && finding.where().equals(partition.topic()));
    }

    /** Says what is wrong and what to do about it. */
    static final class Unwell extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unwell(Diagnosis diagnosis) {
            super(
                    "%s. If that is so and cannot be mended, set %s=true for one start: the old checkpoint is put aside, and reading begins where nothing more is lost"
                            .formatted(
                                    String.join(
                                            "; ",
                                            diagnosis.problems().stream()
                                                    .map(Finding::toString)
                                                    .toList()),
                                    JobSettings.ACCEPT_LOSS));
        }
    }
}
