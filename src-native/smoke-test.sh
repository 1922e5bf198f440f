#!/usr/bin/env bash
# Starts the function from what was built and finds out whether it works, how fast it is there and what it takes.
set -euo pipefail
export LC_ALL=C
here=$(cd -- "$(dirname -- "$0")" && pwd -P)
root=$(dirname -- "$here")
# shellcheck source-path=SCRIPTDIR source=http.bash
. "$here/http.bash"

usage() {
    cat <<'END'
Usage: smoke-test.sh [OPTION…] ARTIFACT [ARTIFACT…]

ARTIFACT is a native executable, a quarkus-run.jar, or any other executable that becomes the function (a script that
ends in exec java …). Each is started and asked: first response, readiness, CloudEvents in binary and in structured
mode and as a PingSource sends them, more of them, metrics, SIGTERM. Given several, they are started in turns and
compared with the last.

  --ticks N               CloudEvents after the first three, one after the other; 0 to 100000, usually 20
  --starts N              starts of each artifact, 1 to 100; usually 1, with several artifacts 3
  --quick                 no checks beyond the first response, readiness and one CloudEvent
  --max-first-response S  fail if the median of the first responses takes longer, in seconds (0.1)
  --max-rss MIB           fail if more is resident at the end of the ticks
  --max-start-ratio R     fail if the first artifact's start takes more than R times the last one's
  --max-rss-ratio R       fail if the first artifact takes more than R times the memory of the last one
  --json FILE             write the figures there as well
  --help                  this text

Environment: JAVA_HOME and JAVA_OPTS for jars (usually what jvm.options says). KAFKA_BOOTSTRAP_SERVERS,
INGEST_REGISTRY_URL and INGEST_SOURCE_URL name servers to use; unless all three are set, ./tickstream starts some on
free ports in a folder of their own, and stops them at the end. Cassandra is away, which the function has to bear,
unless QUARKUS_CASSANDRA_CONTACT_POINTS is set; every tick then waits for INGEST_GATE_TIMEOUT, so set
INGEST_GATE_ENABLED=false for many ticks. Whatever else the function reads from its environment is passed on.

Exit codes: 0 all well, 1 a check failed, 2 wrong use or something needed is missing.
END
}

wrong() {
    printf 'smoke-test.sh: %s\n' "$1" >&2
    exit 2
}

[ "${BASH_VERSINFO[0]}" -ge 5 ] || wrong "this is bash $BASH_VERSION; 5.0 or newer is needed (macOS: brew install bash)."
for tool in ps timeout sort; do
    command -v "$tool" >/dev/null || wrong "$tool was not found (Debian: apt-get install procps coreutils; macOS: brew install coreutils)."
done

ticks=20 starts='' quick=no max_first='' max_rss='' max_start_ratio='' max_rss_ratio='' json=''
artifacts=()
number() { # option, value, pattern
    [[ $2 =~ ^$3$ ]] || wrong "$1 takes a number, not '$2'. See --help."
}
while [ $# -gt 0 ]; do
    case $1 in
        --help)
            usage
            exit 0
            ;;
        --quick)
            quick=yes
            shift
            continue
            ;;
        --ticks | --starts | --max-first-response | --max-rss | --max-start-ratio | --max-rss-ratio | --json)
            [ $# -ge 2 ] || wrong "$1 takes a value. See --help."
            ;;
        -*) wrong "$1 is not known. See --help." ;;
        *)
            artifacts+=("$1")
            shift
            continue
            ;;
    esac
    whole='[0-9]{1,6}' decimal='[0-9]{1,6}(\.[0-9]{1,6})?'
    case $1 in
        --ticks) number "$1" "$2" "$whole" && ticks=$2 ;;
        --starts) number "$1" "$2" "$whole" && starts=$2 ;;
        --max-first-response) number "$1" "$2" "$decimal" && max_first=$2 ;;
        --max-rss) number "$1" "$2" "$whole" && max_rss=$2 ;;
        --max-start-ratio) number "$1" "$2" "$decimal" && max_start_ratio=$2 ;;
        --max-rss-ratio) number "$1" "$2" "$decimal" && max_rss_ratio=$2 ;;
        --json) json=$2 ;;
    esac
    shift 2
done
[ "${#artifacts[@]}" -gt 0 ] || wrong "name what is to be tested: a native executable or a quarkus-run.jar. See --help."
if [ -z "$starts" ]; then
    starts=1
    [ "${#artifacts[@]}" -eq 1 ] || starts=3
fi
{ [ "$starts" -ge 1 ] && [ "$starts" -le 100 ]; } || wrong "--starts is $starts; it must be 1 to 100."
[ "$ticks" -le 100000 ] || wrong "--ticks is $ticks; it must be 100000 or less."
for artifact in "${artifacts[@]}"; do
    case $artifact in
        *.jar) [ -f "$artifact" ] || wrong "$artifact is not there. Build it: mvn -pl ingest-function -am package" ;;
        *) { [ -f "$artifact" ] && [ -x "$artifact" ]; } || wrong "$artifact is no executable. Build it: src-native/build.sh" ;;
    esac
done

work=$(mktemp -d)
log=$work/function.log
pid='' own_servers=no
tickstream() {
    TICKSTREAM_HOME=$work/servers "$root/tickstream" "$@"
}
end() {
    status=$?
    trap - EXIT
    if [ -n "$pid" ]; then
        kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    fi
    [ "$own_servers" = no ] || tickstream down >/dev/null 2>&1 || true
    rm -rf "$work"
    exit "$status"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

failures=()
failed() {
    failures+=("$1")
    printf '  FAILED  %s\n' "$1"
}
passed() {
    printf '  ok      %s\n' "$1"
}
broken() { # what the rest of the test cannot do without
    printf 'smoke-test.sh: %s\n' "$1" >&2
    if [ -s "$log" ]; then
        printf 'The end of its log:\n' >&2
        tail -n 40 "$log" >&2
    fi
    exit 1
}

# ------------------------------------------------------------------------------------------------ whom it talks to
if [ -z "${KAFKA_BOOTSTRAP_SERVERS:-}" ] || [ -z "${INGEST_REGISTRY_URL:-}" ] || [ -z "${INGEST_SOURCE_URL:-}" ]; then
    kafka=$(free_port) registry=$(free_port) source=$(free_port)
    own_servers=yes
    echo "Starting Kafka, the registry and the stand-in for the company API"
    tickstream up --detach --only kafka,registry,company-api --port kafka="$kafka" --port registry="$registry" \
        --port company-api="$source" --port kafka-controller="$(free_port)" \
        --port registry-management="$(free_port)" >"$work/up.log" 2>&1 </dev/null \
        || { cat "$work/up.log" >&2 && wrong "the servers did not start; see above."; }
    export KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:$kafka
    export INGEST_REGISTRY_URL=http://127.0.0.1:$registry
    export INGEST_SOURCE_URL=http://127.0.0.1:$source/api/v2/companies
    export INGEST_SOURCE_ALLOW_PRIVATE_ADDRESSES=true
fi
cassandra_away=no
if [ -z "${QUARKUS_CASSANDRA_CONTACT_POINTS:-}" ]; then
    cassandra_away=yes
    QUARKUS_CASSANDRA_CONTACT_POINTS=127.0.0.1:$(free_port)
    export QUARKUS_CASSANDRA_CONTACT_POINTS
fi

# ------------------------------------------------------------------------------------------------- one start of it
seconds_since() { # an EPOCHREALTIME
    local now=$EPOCHREALTIME micros
    micros=$((${now/./} - ${1/./}))
    printf '%d.%06d' $((micros / 1000000)) $((micros % 1000000))
}

resident() { # MiB with one decimal
    local kib
    kib=$(ps -o rss= -p "$pid") || broken "the function has ended by itself."
    printf '%d.%d' $((kib / 1024)) $((kib % 1024 * 10 / 1024))
}

launch() { # artifact; sets pid, port, begun
    local command
    port=$(free_port)
    case $1 in
        *.jar)
            command=("${JAVA_HOME:+$JAVA_HOME/bin/}java")
            if [ -n "${JAVA_OPTS:-}" ]; then
                read -r -a options <<<"$JAVA_OPTS"
                command+=("${options[@]}")
            else
                command+=("@$here/jvm.options")
            fi
            command+=(-jar "$1")
            ;;
        */*) command=("$1") ;;
        *) command=("./$1") ;;
    esac
    export QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT=$port INGEST_SCHEDULE_ENABLED=false
    export INGEST_SOURCE_NAME=smoke-test
    begun=$EPOCHREALTIME
    "${command[@]}" >"$log" 2>&1 </dev/null &
    pid=$!
}

# path, patience in seconds; the first 200 from it
await_ok() {
    until answers_ok "$port" "$1"; do
        kill -0 "$pid" 2>/dev/null || broken "the function ended before $1 answered."
        [ "$(seconds_since "$begun" | cut -d. -f1)" -lt "$2" ] || broken "$1 did not answer 200 within $2 s."
        nap 0.001
    done
}

await_first_response() {
    until answers_ok "$port" /q/health/live; do
        # no process is started here, so that the clock is looked at every two milliseconds
        [ $((${EPOCHREALTIME/./} - ${begun/./})) -lt 60000000 ] || broken "there was no response within 60 s."
        kill -0 "$pid" 2>/dev/null || broken "the function ended before it answered."
        nap 0.001
    done
    first_response=$(seconds_since "$begun")
}

events=0
event_binary() {
    events=$((events + 1))
    request "$port" POST / '{}' 'Content-Type: application/json' 'ce-specversion: 1.0' 'ce-source: /smoke-test' \
        'ce-type: io.tickstream.smoke-test' "ce-id: smoke-test-$$-$events"
}

event_structured() {
    events=$((events + 1))
    request "$port" POST / '{"specversion":"1.0","type":"io.tickstream.smoke-test","source":"/smoke-test","id":"smoke-test-'"$$-$events"'","datacontenttype":"application/json","data":{}}' \
        'Content-Type: application/cloudevents+json'
}

event_ping() { # as Knative's PingSource sends it, through its controller
    local now
    events=$((events + 1))
    TZ=UTC printf -v now '%(%Y-%m-%dT%H:%M:%SZ)T' -1
    request "$port" POST / '' 'ce-specversion: 1.0' 'ce-type: dev.knative.sources.ping' "ce-time: $now" \
        'ce-source: /apis/v1/namespaces/tickstream/pingsources/tick' "ce-id: smoke-test-$$-$events"
}

is_delivered() {
    [[ $http_status == 204 && ${http_head,,} == *$'\r\ntick-outcome: delivered'* ]]
}

terminate() { # sets stop_time, exit_code
    local asked=$EPOCHREALTIME
    kill -TERM "$pid"
    exit_code=0
    wait "$pid" || exit_code=$?
    pid=
    stop_time=$(seconds_since "$asked")
}

# ------------------------------------------------------------------------------------------------- what is checked
check_health() {
    request "$port" GET /q/health/ready ''
    if [ "$cassandra_away" = no ] || [ "${INGEST_GATE_ENABLED:-true}" = false ]; then
        passed "ready"
    elif [[ $http_body == *degraded* ]]; then
        passed "ready with Cassandra away, and says so"
    else
        failed "Cassandra is away, and /q/health/ready does not say so: $http_body"
    fi
}

check_round_trip() { # mode
    "event_$1"
    if is_delivered; then
        passed "a CloudEvent, $1: $http_status, delivered"
    else
        failed "a CloudEvent, $1 got $http_status: ${http_body:-$http_head}"
    fi
}

check_refusal() {
    request "$port" POST / '{}' 'Content-Type: application/json' 'ce-specversion: 1.0' 'ce-source: /smoke-test'
    if [ "$http_status" = 400 ]; then
        passed "a CloudEvent without id and type: 400"
    else
        failed "a CloudEvent without id and type got $http_status and not 400: ${http_body:-$http_head}"
    fi
}

check_metrics() { # delivered ticks
    request "$port" GET /q/metrics ''
    local counted
    counted=$(printf '%s\n' "$http_body" | tr -d '\r' | sed -n 's/^ingest_ticks_total{.*outcome="delivered".*} \([0-9]*\).*/\1/p')
    if [ "$counted" = "$1" ]; then
        passed "/q/metrics counts the $1 delivered ticks"
    else
        failed "/q/metrics counts '$counted' delivered ticks, and $1 were made"
    fi
}

# many ticks; sets rss_warm, rss_end, flat
check_many() {
    local made=0 bad=0 tenth=$((ticks / 10)) samples=()
    [ "$tenth" -gt 0 ] || tenth=1
    while [ "$made" -lt "$ticks" ]; do
        event_binary
        is_delivered || bad=$((bad + 1))
        made=$((made + 1))
        [ $((made % tenth)) -ne 0 ] || samples+=("$(resident)")
    done
    rss_end=$(resident)
    rss_warm=${samples[${#samples[@]} / 5]:-$rss_end}
    # a tenth and 4 MiB more after the first fifth is a heap that breathes; more is one that grows
    flat=$(awk -v warm="$rss_warm" -v end="$rss_end" 'BEGIN { print (end <= warm * 1.1 + 4) ? "yes" : "no" }')
    if [ "$bad" -gt 0 ]; then
        failed "$bad of $ticks more CloudEvents were not delivered, the last with $http_status: ${http_body:-$http_head}"
    elif [ "$ticks" -gt 0 ]; then
        passed "$ticks more CloudEvents delivered"
    fi
    if [ "$ticks" -ge 100 ]; then
        if [ "$flat" = yes ]; then
            passed "memory is flat: $rss_warm MiB when warm, $rss_end MiB after all"
        else
            failed "memory grows: $rss_warm MiB when warm, $rss_end MiB after all"
        fi
    fi
}

check_end() {
    if { [ "$exit_code" = 0 ] || [ "$exit_code" = 143 ]; } && below "$stop_time" 10; then
        passed "SIGTERM ends it in $stop_time s with exit code $exit_code"
    else
        failed "SIGTERM ended it in $stop_time s with exit code $exit_code; 0 or 143 within 10 s was expected"
    fi
    if grep -nE '^[[:space:]]+at [[:alnum:]_.$/]+\(|^Exception in|^Caused by:' "$log" >"$work/traces"; then
        failed "its log holds a stack trace: $(head -n 1 "$work/traces"), around $(grep -m 1 -E 'ERROR|WARN|Exception' "$log")"
    else
        passed "its log holds no stack trace"
    fi
}

below() { # value, limit
    awk -v value="$1" -v limit="$2" 'BEGIN { exit !(value <= limit) }'
}

median() {
    printf '%s\n' "$@" | sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}
smallest() {
    printf '%s\n' "$@" | sort -n | head -n 1
}
largest() {
    printf '%s\n' "$@" | sort -n | tail -n 1
}

# --------------------------------------------------------------------------------------------------------- the test
declare -A firsts readies tick_times rss_first rss_warms rss_ends flats stops
for ((round = 1; round <= starts; round++)); do
    for index in "${!artifacts[@]}"; do
        [ "$round" -gt 1 ] || [ "$quick" = yes ] || printf '%s\n' "${artifacts[index]}"
        launch "${artifacts[index]}"
        await_first_response
        await_ok /q/health/ready 60
        readies[$index]+=" $(seconds_since "$begun")"
        firsts[$index]+=" $first_response"
        asked=$EPOCHREALTIME
        if [ "$quick" = yes ] || [ "$round" -gt 1 ]; then
            event_binary
            tick_times[$index]+=" $(seconds_since "$asked")"
            is_delivered || failed "the first CloudEvent got $http_status: ${http_body:-$http_head}"
            rss_first[$index]+=" $(resident)"
            terminate
        else
            asked=$EPOCHREALTIME
            check_round_trip binary
            tick_times[$index]+=" $(seconds_since "$asked")"
            rss_first[$index]+=" $(resident)"
            check_health
            check_round_trip structured
            check_round_trip ping
            check_refusal
            check_many
            rss_warms[$index]=$rss_warm rss_ends[$index]=$rss_end flats[$index]=$flat
            check_metrics $((ticks + 3))
            terminate
            check_end
        fi
        stops[$index]+=" $stop_time"
    done
done

# ------------------------------------------------------------------------------------------------------ the figures
last=$((${#artifacts[@]} - 1))
declare -A first_median rss_median
for index in "${!artifacts[@]}"; do
    # shellcheck disable=SC2086 # a list of numbers
    first_median[$index]=$(median ${firsts[$index]})
    # shellcheck disable=SC2086
    rss_median[$index]=$(median ${rss_first[$index]})
done
ratio() { # value, of
    awk -v value="$1" -v of="$2" 'BEGIN { printf "%.2f", value / of }'
}

printf '\n%d starts each; seconds and MiB; median (smallest to largest)\n' "$starts"
printf '%-32s %-26s %-8s %-8s %-8s %-10s %-10s %s\n' artifact 'first response' ready 'a tick' stop 'RSS' 'RSS end' 'start, RSS against the last'
for index in "${!artifacts[@]}"; do
    name=${artifacts[index]##*/}
    [ "${#name}" -le 32 ] || name=…${name: -31}
    # shellcheck disable=SC2086 # lists of numbers
    printf '%-32s %-26s %-8.3f %-8.3f %-8.3f %-10.1f %-10s %s\n' "$name" \
        "$(printf '%.3f (%.3f to %.3f)' "${first_median[$index]}" "$(smallest ${firsts[$index]})" "$(largest ${firsts[$index]})")" \
        "$(median ${readies[$index]})" "$(median ${tick_times[$index]})" "$(median ${stops[$index]})" \
        "${rss_median[$index]}" "${rss_ends[$index]:--}" \
        "$(ratio "${first_median[$index]}" "${first_median[$last]}"), $(ratio "${rss_median[$index]}" "${rss_median[$last]}")"
done

if [ -n "$json" ]; then
    {
        printf '{"ticks": %d, "starts": %d, "artifacts": [' "$ticks" "$starts"
        for index in "${!artifacts[@]}"; do
            [ "$index" -eq 0 ] || printf ', '
            name=${artifacts[index]//\\/\\\\}
            # shellcheck disable=SC2086 # lists of numbers
            printf '{"artifact": "%s", "first_response_s": [%s], "first_response_median_s": %s, "ready_median_s": %s, "tick_median_s": %s, "stop_median_s": %s, "rss_after_first_tick_mib": %s, "rss_warm_mib": %s, "rss_end_mib": %s, "rss_flat": %s}' \
                "${name//\"/\\\"}" "$(printf '%s' "${firsts[$index]# }" | sed 's/ /, /g')" "${first_median[$index]}" \
                "$(median ${readies[$index]})" "$(median ${tick_times[$index]})" "$(median ${stops[$index]})" \
                "${rss_median[$index]}" "${rss_warms[$index]:-null}" "${rss_ends[$index]:-null}" \
                "$(case ${flats[$index]:-} in yes) echo true ;; no) echo false ;; *) echo null ;; esac)"
        done
        printf ']}\n'
    } >"$json"
fi

echo
for index in "${!artifacts[@]}"; do
    [ -z "$max_first" ] || below "${first_median[$index]}" "$max_first" \
        || failed "the first response of ${artifacts[index]} takes ${first_median[$index]} s, more than $max_first"
    [ -z "$max_rss" ] || below "${rss_ends[$index]:-${rss_median[$index]}}" "$max_rss" \
        || failed "${artifacts[index]} takes ${rss_ends[$index]:-${rss_median[$index]}} MiB, more than $max_rss"
done
[ -z "$max_start_ratio" ] || below "$(ratio "${first_median[0]}" "${first_median[$last]}")" "$max_start_ratio" \
    || failed "the start takes $(ratio "${first_median[0]}" "${first_median[$last]}") of the last one's, more than $max_start_ratio"
[ -z "$max_rss_ratio" ] || below "$(ratio "${rss_median[0]}" "${rss_median[$last]}")" "$max_rss_ratio" \
    || failed "the memory is $(ratio "${rss_median[0]}" "${rss_median[$last]}") of the last one's, more than $max_rss_ratio"

if [ "${#failures[@]}" -gt 0 ]; then
    echo "${#failures[@]} checks failed."
    exit 1
fi
echo "All well."
