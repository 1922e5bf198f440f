package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.tickstream.landing.KafkaTopics.Holdings;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Compares the checkpoint with the brokers before anything is read: what would a start lose, and what would it read
 * again? The job asks at each start; people ask by spark-submit with this class, with the job's settings. It changes
 * nothing, and a running job does not mind.
 */
public final class Doctor {
    /** Long enough for a broker that is busy; who asks is waiting. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String query;
    private final Checkpoint checkpoint;
    private final KafkaTopics topics;
    private final Patience patience;

    Doctor(String query, Checkpoint checkpoint, KafkaTopics topics, Patience patience) {
        this.query = requireNonNull(query, "query");
        this.checkpoint = requireNonNull(checkpoint, "checkpoint");
        this.topics = requireNonNull(topics, "topics");
        this.patience = requireNonNull(patience, "patience");
    }

    /**
     * Prints what a start would find; {@code --json} for programs. Exits 0 if nothing would be lost, else 1, with the
     * reason on stderr where the question could not be answered.
     */
    public static void main(String[] arguments) {
        System.exit(run(Set.of(arguments), new SparkConf(), System.out, System.err));
    }

    private static int run(Set<String> arguments, SparkConf given, PrintStream out, PrintStream err) {
        try {
            SparkConf conf = SecretSettings.addTo(given);
            JobSettings settings = JobSettings.from(conf);
            Checkpoint checkpoint = Checkpoint.at(settings.checkpoint(), hadoop(conf));
            Diagnosis diagnosis = new Doctor(
                            LandingJob.QUERY, checkpoint, new KafkaTopics(settings.kafka()), new Patience(PATIENCE))
                    .examine();
            out.print(arguments.contains("--json") ? json(diagnosis) : text(diagnosis));
            return diagnosis.well() ? 0 : 1;
        } catch (JobSettings.InvalidSetting | Patience.Exhausted | Refused | CheckpointLabel.Unreadable e) {
            err.println(e.getMessage());
        } catch (IOException e) {
            err.printf("Cannot read the checkpoint: %s. Check its URI and the rights of the job's user.%n", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    /** The configuration of Hadoop's file systems, with {@code spark.hadoop.*}. */
    static Configuration hadoop(SparkConf conf) {
        return SparkHadoopUtil.get().newConfiguration(conf);
    }

    /** @throws Patience.Exhausted if Kafka does not answer */
    Diagnosis examine() throws IOException, InterruptedException {
        // Kafka last: a running job may commit what came meanwhile, and what it has read must not look beyond the end
        Optional<CheckpointLabel> label = checkpoint.label();
        Checkpoint.State state = checkpoint.read();
        Holdings holdings = patience.ask("Kafka", topics::holdings);
        return Diagnosis.of(checkpoint.toString(), query, state, label, holdings);
    }

    static String text(Diagnosis diagnosis) {
        StringBuilder text = new StringBuilder();
        line(text, "Checkpoint %s: %s", diagnosis.checkpoint(), inWords(diagnosis.state()));
        diagnosis
                .findings()
                .forEach(finding -> line(text, "  %-4s %s", finding.kind().harmless() ? "" : "LOSS", finding));
        line(
                text,
                diagnosis.well()
                        ? "Well: a start loses nothing."
                        : "Not well: the job would not start. If that cannot be mended, start it once with %s=true.",
                JobSettings.ACCEPT_LOSS);
        return text.toString();
    }

    private static String inWords(Checkpoint.State state) {
        if (state instanceof Checkpoint.Resumable resumable) {
            if (resumable.batch() == Checkpoint.Resumable.NONE) {
                return "no batch was begun yet; reading begins where the first start was to begin";
            }
            return resumable.committed()
                    ? "batch %d has landed, and the next one follows it".formatted(resumable.batch())
                    : "batch %d was begun, and will be repeated".formatted(resumable.batch());
        }
        return state instanceof Checkpoint.Empty ? "nothing has landed yet" : "cannot be resumed";
    }

    @SuppressWarnings("AnnotateFormatMethod") // the formats stand above
    private static void line(StringBuilder text, String format, Object... values) {
        text.append(format.formatted(values)).append(System.lineSeparator());
    }

    static String json(Diagnosis diagnosis) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("well", diagnosis.well());
        json.put("checkpoint", diagnosis.checkpoint());
        Optional<Checkpoint.Resumable> resumable = Optional.of(diagnosis.state())
                .filter(Checkpoint.Resumable.class::isInstance)
                .map(Checkpoint.Resumable.class::cast);
        json.put(
                "batch",
                resumable
                        .map(Checkpoint.Resumable::batch)
                        .filter(batch -> batch != Checkpoint.Resumable.NONE)
                        .orElse(null));
        json.put("committed", resumable.map(Checkpoint.Resumable::committed).orElse(null));
        json.put("findings", diagnosis.findings().stream().map(Doctor::json).toList());
        json.put("partitions", partitions(diagnosis, resumable));
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json)
                    + System.lineSeparator();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Maps, texts and numbers cannot be written as JSON", e);
        }
    }

    private static Map<String, Object> json(Finding finding) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", finding.kind().code());
        json.put("loss", !finding.kind().harmless());
        json.put("where", finding.where());
        json.put("records", finding.records() == Finding.UNKNOWN ? null : finding.records());
        json.put("text", finding.text());
        return json;
    }

    private static List<Map<String, Object>> partitions(Diagnosis diagnosis, Optional<Checkpoint.Resumable> resumable) {
        Map<TopicPartition, Long> next = resumable
                .map(state -> (Map<TopicPartition, Long>) state.landed().next())
                .orElse(Map.of());
        return diagnosis.holdings().ends().next().entrySet().stream()
                .map(end -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("topic", end.getKey().topic());
                    json.put("partition", end.getKey().partition());
                    json.put("next", next.get(end.getKey()));
                    json.put(
                            "beginning",
                            diagnosis.holdings().beginnings().next().get(end.getKey()));
                    json.put("end", end.getValue());
                    return json;
                })
                .toList();
    }
}
