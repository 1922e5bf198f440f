#!/bin/sh
# How fast rows land, Tickstream and its peers side by side; --help shows the options.
set -eu

# Cassandra's usual commit log. The local stack's own acknowledges only what is on disk, which would slow those who
# write row by row far more than those who write batches.
JDK_JAVA_OPTIONS="${JDK_JAVA_OPTIONS:-} -Dcassandra.config.allow_system_properties=true -Dcassandra.settings.commitlog_sync=periodic -Dcassandra.settings.commitlog_sync_period=10000ms"
export JDK_JAVA_OPTIONS

exec "$(dirname -- "$0")/landing/run.sh" io.tickstream.benchmarks.landing.LandingBenchmark "$@"
