#!/bin/sh
# What it costs that an acknowledged row outlives a crash of Cassandra; --help shows the options.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
# every JVM started from here reads this file, which the benchmark writes before it starts Cassandra
options=$here/landing/target/jvm.options
mkdir -p "$here/landing/target"
echo >"$options"
JDK_JAVA_OPTIONS="@$options"
export JDK_JAVA_OPTIONS
exec "$here/landing/run.sh" "-Dtickstream.options.file=$options" io.tickstream.benchmarks.landing.DurabilityBenchmark "$@"
