#!/bin/sh
# How fast rows land, Tickstream and its peers side by side; --help shows the options.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)

fail() {
    printf 'landing.sh: %s\n' "$1" >&2
    exit 1
}

[ -d /proc/self ] || fail "processor times are read from /proc, which only Linux has."
command -v mvn >/dev/null 2>&1 || fail "Maven, which builds the benchmark, was not found. Install it: apt-get install maven, or dnf install maven."
JAVA_HOME=$(mvn -v 2>/dev/null | sed -n 's/^Java version.*runtime: //p')
export JAVA_HOME

log=$root/benchmarks/landing/target/build.log
mkdir -p "$root/benchmarks/landing/target"
servers=local-stack/servers
(cd "$root" && mvn -B -ntp -DskipTests -am package \
    -pl "$servers/kafka,$servers/registry,$servers/cassandra,$servers/spark,benchmarks/landing,benchmarks/landing/flink") \
    >"$log" 2>&1 || fail "the build failed; see $log"

# Cassandra's usual commit log. The local stack's own acknowledges only what is on disk, which would slow those who
# write row by row far more than those who write batches.
JDK_JAVA_OPTIONS="${JDK_JAVA_OPTIONS:-} -Dcassandra.config.allow_system_properties=true -Dcassandra.settings.commitlog_sync=periodic -Dcassandra.settings.commitlog_sync_period=10000ms"
export JDK_JAVA_OPTIONS

exec "$JAVA_HOME/bin/java" -Xmx512m -Dtickstream.root="$root" \
    -cp "$root/benchmarks/landing/target/benchmark-landing.jar:$root/local-stack/target/local-stack.jar:$(cat "$root/local-stack/target/classpath")" \
    io.tickstream.benchmarks.landing.LandingBenchmark "$@"
