package io.tickstream.localstack.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.localstack.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The one worker of Spark's standalone cluster; it starts the job's executors. */
final class SparkWorker extends Server {
    static final String NAME = "spark-worker";

    private static final int HEAP_MEGABYTES = 160;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Site site;
    private final SparkHome home;

    SparkWorker(Site site, SparkHome home) {
        super(NAME, List.of(Port.SPARK_WORKER_UI), List.of(SparkMaster.NAME));
        this.site = site;
        this.home = home;
    }

    @Override
    Command command() throws IOException {
        return command(site.settings().port(Port.SPARK_WORKER_UI), home.workingFolder());
    }

    /** A second worker beside this one, with as many processors again. */
    Command secondCommand() throws IOException {
        return command(0, site.state().folder("spark/work-2"));
    }

    /** @param webPort 0 for any */
    private Command command(int webPort, Path workFolder) throws IOException {
        return home.java(HEAP_MEGABYTES)
                .jvm(
                        SparkHome.WORKER_TIMEOUT,
                        // every start of the job leaves a copy of its jar
                        "-Dspark.worker.cleanup.enabled=true",
                        "-Dspark.worker.cleanup.appDataTtl=86400")
                .main(
                        home.workingFolder(),
                        "org.apache.spark.deploy.worker.Worker",
                        "--host",
                        "127.0.0.1",
                        "--webui-port",
                        String.valueOf(webPort),
                        "--work-dir",
                        workFolder.toString(),
                        "--cores",
                        String.valueOf(LandingJob.CORES),
                        "--memory",
                        LandingJob.EXECUTOR_MEGABYTES + "m",
                        "spark://" + site.settings().address(Port.SPARK_MASTER));
    }

    /** Ready once the master counts on it. */
    @Override
    boolean isReady() throws InterruptedException {
        Optional<String> master = site.get(Port.SPARK_MASTER_UI, "/json/");
        if (master.isEmpty()) {
            return false;
        }
        try {
            return JSON.readTree(master.get()).path("aliveworkers").asInt() > 0;
        } catch (JsonProcessingException notTheMaster) {
            return false;
        }
    }
}
