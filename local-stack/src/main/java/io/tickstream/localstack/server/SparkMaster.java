package io.tickstream.localstack.server;

import io.tickstream.localstack.process.Command;
import java.io.IOException;
import java.util.List;

/** The master of Spark's standalone cluster. */
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
        return home.java(HEAP_MEGABYTES)
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

    @Override
    boolean isReady() throws InterruptedException {
        return site.get(Port.SPARK_MASTER_UI, "/json/").isPresent() && site.accepts(Port.SPARK_MASTER);
    }
}
