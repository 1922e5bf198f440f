package io.tickstream.localstack.server;

import io.tickstream.localstack.process.Command;
import io.tickstream.localstack.process.Folders;
import io.tickstream.localstack.process.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The master of Spark's standalone cluster. It keeps on disk which workers and applications it has, so that they go on
 * when it crashes and is started again; without, an application would never get an executor any more.
 */
final class SparkMaster extends Server {
    static final String NAME = "spark-master";

    private static final int HEAP_MEGABYTES = 160;

    private final Site site;
    private final SparkHome home;

    SparkMaster(Site site, SparkHome home) {
        super(NAME, List.of(Port.SPARK_MASTER, Port.SPARK_MASTER_UI), List.of());
        this.site = site;
        this.home = home;
    }

    @Override
    Command command() throws IOException {
        Path known = site.state().folder("spark/master");
        if (!anybodyToRecover()) {
            // what crashed together with the master: it would be waited for before anything new is served
            Folders.delete(known);
            Files.createDirectories(known);
        }
        return home.java(HEAP_MEGABYTES)
                .jvm(
                        "-Dspark.deploy.recoveryMode=FILESYSTEM",
                        "-Dspark.deploy.recoveryDirectory=" + known,
                        SparkHome.WORKER_TIMEOUT)
                .main(
                        home.workingFolder(),
                        "org.apache.spark.deploy.master.Master",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(site.settings().port(Port.SPARK_MASTER)),
                        "--webui-port",
                        String.valueOf(site.settings().port(Port.SPARK_MASTER_UI)));
    }

    private boolean anybodyToRecover() throws IOException {
        RunFolder processes = site.state().processes();
        return processes.find(SparkWorker.NAME).isPresent()
                || processes.find(LandingJob.NAME).isPresent();
    }

    @Override
    boolean isReady() throws InterruptedException {
        return site.get(Port.SPARK_MASTER_UI, "/json/").isPresent() && site.accepts(Port.SPARK_MASTER);
    }
}
