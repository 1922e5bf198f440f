#!/usr/bin/env bash
# Writes down what the JVM finds out at the start of the function, so that the next start need not find it out again.
set -euo pipefail
export LC_ALL=C
here=$(cd -- "$(dirname -- "$0")" && pwd -P)
# shellcheck source-path=SCRIPTDIR source=http.bash
. "$here/http.bash"

usage() {
    cat <<'END'
Usage: train-cache.sh appcds|aot FOLDER

  appcds   FOLDER/app.jsa, for java -XX:SharedArchiveFile=app.jsa (JDK 17 or newer)
  aot      FOLDER/app.aot, for java -XX:AOTCache=app.aot (JDK 25 or newer)

FOLDER is the function's quarkus-app. The function is started, asked for its health and metrics, given one tick, and
stopped. It needs nobody for that: Kafka, registry and source are taken to be away unless KAFKA_BOOTSTRAP_SERVERS,
INGEST_REGISTRY_URL and INGEST_SOURCE_URL name them; with them the first tick is trained as well.

The JVM is JAVA_HOME's, or the one on the PATH. The file serves that JVM, these jars at this place, and the flags of
jvm.options only; a JVM that cannot use it starts as if there were none.
END
}

fail() {
    printf 'train-cache.sh: %s\n' "$1" >&2
    exit 1
}

if [ "${1:-}" = --help ]; then
    usage
    exit 0
fi
if [ $# -ne 2 ]; then
    usage >&2
    exit 2
fi
kind=$1
folder=$2
[ -f "$folder/quarkus-run.jar" ] || fail "$folder holds no quarkus-run.jar. Build it: mvn -pl ingest-function -am package"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p') \
    || fail "$java does not run. Set JAVA_HOME to a JDK."

case $kind in
    appcds)
        cache=app.jsa
        flag=-XX:ArchiveClassesAtExit=$cache
        ;;
    aot)
        [ "${version%%.*}" -ge 25 ] || fail "$java is of version $version; an AOT cache needs JDK 25 or newer. Set JAVA_HOME to one."
        cache=app.aot
        flag=-XX:AOTCacheOutput=$cache
        ;;
    *)
        usage >&2
        exit 2
        ;;
esac

port=$(free_port)
nobody=127.0.0.1:9
log=$(mktemp)
pid=
end() {
    [ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null || true
    rm -f "$log"
}
trap end EXIT

cd "$folder"
rm -f "$cache"
# in the folder, since the file remembers the jars by the names that the JVM was given
env QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT="$port" INGEST_SCHEDULE_ENABLED=false \
    KAFKA_BOOTSTRAP_SERVERS="${KAFKA_BOOTSTRAP_SERVERS:-$nobody}" \
    INGEST_REGISTRY_URL="${INGEST_REGISTRY_URL:-http://$nobody}" \
    INGEST_SOURCE_URL="${INGEST_SOURCE_URL:-http://$nobody/}" INGEST_SOURCE_ALLOW_PRIVATE_ADDRESSES=true \
    QUARKUS_CASSANDRA_CONTACT_POINTS="${QUARKUS_CASSANDRA_CONTACT_POINTS:-$nobody}" \
    "$java" @"$here/jvm.options" "$flag" -jar quarkus-run.jar >"$log" 2>&1 &
pid=$!

await() { # path
    local tries=0
    until answers_ok "$port" "$1"; do
        tries=$((tries + 1))
        if ! kill -0 "$pid" 2>/dev/null || [ "$tries" -gt 1200 ]; then
            tail -n 40 "$log" >&2
            fail "the function did not answer $1; its log is above"
        fi
        nap 0.05
    done
}
await /q/health/live
await /q/health/ready
for _ in 1 2; do
    request "$port" POST / '{}' 'Content-Type: application/json' 'ce-specversion: 1.0' 'ce-source: /training' \
        'ce-type: io.tickstream.training' "ce-id: training-$RANDOM"
done
await /q/metrics

kill -TERM "$pid"
status=0
wait "$pid" || status=$?
pid=
if [ ! -s "$cache" ]; then
    tail -n 40 "$log" >&2
    fail "the JVM wrote no $cache (exit $status); its log is above"
fi
printf '%s/%s\n' "$folder" "$cache"
