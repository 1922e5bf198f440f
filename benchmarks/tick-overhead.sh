#!/bin/sh
# What a tick costs besides the source's answer, beside a bare loop that makes the same records. See README.md.
set -eu

usage() {
    cat <<'END'
tick-overhead.sh [--ticks N] [--json FILE] [--binary PATH]

  --ticks N      ticks of 10 records a repetition, and a fifth as many of 1000 records (default 500)
  --json FILE    where the figures go as JSON (default benchmarks/target/tick-overhead.json)
  --binary PATH  measure this native executable instead of the packaged jar

FUNCTION_OPTIONS holds further options of the function's JVM, such as a flight recording's.
END
}

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
ticks=500
json=$root/benchmarks/target/tick-overhead.json
what=$root/ingest-function/target/quarkus-app/quarkus-run.jar
while [ $# -gt 0 ]; do
    case $1 in
        --ticks) ticks=$2; shift 2 ;;
        --json) json=$2; shift 2 ;;
        --binary) what=$2; shift 2 ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done

[ -r /proc/self/stat ] || { echo "tick-overhead.sh reads processor times from /proc, which is Linux' alone" >&2; exit 1; }

if [ ! -f "$root/benchmarks/target/classpath" ] || [ ! -f "$what" ]; then
    (cd "$root" && mvn -q -B -ntp -DskipTests package -pl benchmarks,ingest-function,local-stack,spark-streaming -am)
fi

free_port() { # one that nobody listens on now; asked of the JDK, which is there anyway
    jshell -s - <<'END'
var s = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
System.out.println(s.getLocalPort());
s.close();
END
}

work=$(mktemp -d)
export TICKSTREAM_HOME="$work/stack"
# shellcheck disable=SC2317,SC2329 # called by the trap
stop() {
    "$root/tickstream" down >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

kafka=$(free_port)
registry=$(free_port)
api=$(free_port)
"$root/tickstream" up --detach --only kafka,registry,company-api \
    --port kafka="$kafka" --port registry="$registry" --port company-api="$api"

"${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx256m -XX:+UseSerialGC \
    -cp "$root/benchmarks/target/benchmarks.jar:$(cat "$root/benchmarks/target/classpath")" \
    -Dkafka="127.0.0.1:$kafka" -Dregistry="http://127.0.0.1:$registry" \
    -Dcompany-api="http://127.0.0.1:$api/api/v2/companies" \
    -Dticks="$ticks" -Dwork="$work" -Dwhat="$what" -Djson="$json" -Dfunction-options="${FUNCTION_OPTIONS:-}" \
    io.tickstream.benchmarks.TickOverhead
echo
echo "as JSON: $json"
