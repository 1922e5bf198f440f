#!/bin/sh
# Runs generated cases against a surface, or all of them; --help shows the options.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cases=100000
seed=
only=

usage() {
    cat <<'END'
Usage: fuzz/fuzz.sh [--cases N] [--seed S] [--case N] [SURFACE]

Runs N generated cases (100000 if not said) against source, avro, events, cli, console or settings; all of them if none
is named. The seed is drawn and printed; --seed repeats a run, --case one case of it.
END
}

fail() {
    printf '%s\n' "$1" >&2
    exit 2
}

number() { # option, value
    case $2 in
    '' | - | *[!0-9-]* | ?*-*) fail "$1 takes a whole number, not '$2'. See fuzz/fuzz.sh --help." ;;
    esac
}

surface=
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help)
        usage
        exit 0
        ;;
    --cases | --seed | --case)
        [ $# -gt 1 ] || fail "$1 takes a whole number. See fuzz/fuzz.sh --help."
        number "$1" "$2"
        case $1 in
        --cases) cases=$2 ;;
        --seed) seed=$2 ;;
        --case) only=$2 ;;
        esac
        shift
        ;;
    source | avro | events | cli | console | settings)
        surface="$surface $1"
        ;;
    *) fail "There is no surface '$1': source, avro, events, cli, console, settings." ;;
    esac
    shift
done

modules=
tests=
add() { # module, test
    modules="$modules,$1"
    tests="$tests,$2"
}
for each in ${surface:-source avro events cli console settings}; do
    case $each in
    source) add ingest-function SourceFuzzTest ;;
    avro) add spark-streaming DecoderFuzzTest ;;
    events) add ingest-function EventFuzzTest ;;
    cli) add local-stack CommandLineFuzzTest ;;
    console) add console ConsoleFuzzTest ;;
    settings) add ingest-function,spark-streaming,local-stack,console SettingsFuzzTest ;;
    esac
done

if [ -z "$seed" ]; then
    seed=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
fi
printf 'Seed %s\n' "$seed"
# tests have the quick compiler only; so many cases earn the other, too
set -- "-Dtickstream.fuzz.cases=$cases" "-Dtickstream.fuzz.seed=$seed" -Dtests.jvm=
if [ -n "$only" ]; then
    set -- "$@" "-Dtickstream.fuzz.case=$only"
fi
cd "$root"
exec mvn -B -ntp -q -am test -pl "${modules#,}" -Dtest="${tests#,}" -Dsurefire.failIfNoSpecifiedTests=false "$@"
