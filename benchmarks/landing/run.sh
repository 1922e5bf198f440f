#!/bin/sh
# Builds and runs one of the benchmarks of this module: run.sh CLASS [OPTIONS]. The scripts in the folder above call it.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)

fail() {
    printf '%s\n' "$1" >&2
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
    -pl "$servers/kafka,$servers/registry,$servers/cassandra,$servers/spark,ingest-function,console,benchmarks/landing,benchmarks/landing/flink") \
    >"$log" 2>&1 || fail "the build failed; see $log"

exec "$JAVA_HOME/bin/java" -Xmx512m -Dtickstream.root="$root" \
    -cp "$root/benchmarks/landing/target/benchmark-landing.jar:$root/dashboards/target/dashboards.jar:$root/local-stack/target/local-stack.jar:$(cat "$root/local-stack/target/classpath")" \
    "$@"
