#!/bin/sh
# Submits the landing job to the cluster; its driver is this process. The settings go through a file, since other users
# see a command's arguments.
#
# SPARK_MASTER_URL, SPARK_DRIVER_HOST       the cluster, and the name by which it finds this driver
# KAFKA_BOOTSTRAP_SERVERS, REGISTRY_URL     registry without the path of its Confluent API
# CASSANDRA_HOST, CASSANDRA_PORT (9042), CASSANDRA_JOB_PASSWORD
# CHECKPOINT                                what driver and executors share
# EXECUTOR_MEMORY (768m), DRIVER_MEMORY (512m), EXECUTOR_CORES (2)
# BIND_ADDRESS (0.0.0.0), UI_PORT (4040)    where this driver listens: in a container, for all of its network
# JOB_JAR                                   the job (/opt/tickstream/spark-streaming-job.jar)
# SPARK_SUBMIT                              Spark's own tool (/opt/spark/bin/spark-submit)
set -eu
umask 077

if [ -z "${CASSANDRA_JOB_PASSWORD:-}" ]; then
    echo "submit-landing-job: CASSANDRA_JOB_PASSWORD is not set. Run ./tickstream compose-env, which writes it to .env." >&2
    exit 1
fi

properties=$(mktemp)
cat >"$properties" <<EOF
spark.master $SPARK_MASTER_URL
spark.app.name tickstream-landing
spark.driver.host $SPARK_DRIVER_HOST
spark.driver.bindAddress ${BIND_ADDRESS:-0.0.0.0}
spark.driver.memory ${DRIVER_MEMORY:-512m}
spark.ui.port ${UI_PORT:-4040}
spark.port.maxRetries 0
spark.cores.max ${EXECUTOR_CORES:-2}
spark.executor.memory ${EXECUTOR_MEMORY:-768m}
spark.executor.extraJavaOptions -XX:+UseSerialGC
spark.executor.logs.rolling.strategy size
spark.executor.logs.rolling.maxSize 10485760
spark.executor.logs.rolling.maxRetainedFiles 3
spark.tickstream.kafka.bootstrap.servers $KAFKA_BOOTSTRAP_SERVERS
spark.tickstream.registry.url $REGISTRY_URL/apis/ccompat/v7
spark.tickstream.checkpoint $CHECKPOINT
spark.cassandra.connection.host $CASSANDRA_HOST
spark.cassandra.connection.port ${CASSANDRA_PORT:-9042}
spark.cassandra.auth.username tickstream_job
spark.cassandra.auth.password $CASSANDRA_JOB_PASSWORD
EOF
unset CASSANDRA_JOB_PASSWORD

exec "${SPARK_SUBMIT:-/opt/spark/bin/spark-submit}" \
    --properties-file "$properties" \
    --class io.tickstream.landing.LandingJob \
    "local://${JOB_JAR:-/opt/tickstream/spark-streaming-job.jar}"
