#!/bin/sh
# Registers the schemas and demands that each new one can read what the one before has written. Can be repeated: a
# schema that is known keeps its id.
#
# REGISTRY_URL    the registry, without the path of its Confluent API
# AVRO_FOLDER     the schemas
# WAIT_SECONDS    how long to wait for the registry (120)
set -eu

api=$REGISTRY_URL/apis/ccompat/v7
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

fail() {
    printf 'register-schemas: %s\n' "$1" >&2
    exit 1
}

send() { # method, path; the body is standard input
    status=$(curl --silent --show-error --max-time 20 --output "$answer" --write-out '%{http_code}' \
        --request "$1" --header 'Content-Type: application/vnd.schemaregistry.v1+json' --data-binary @- "$api$2") \
        || fail "the registry at $REGISTRY_URL does not answer"
    case $status in
        2*) ;;
        *) fail "the registry answered $status to $1 $2: $(cat "$answer"). If a schema is called incompatible, it was changed in a way that readers of older events cannot follow; see contract/README.md." ;;
    esac
}

# A file as the text of a JSON string.
as_json_text() {
    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/	/\\t/g' "$1" | tr -d '\r' | tr '\n' ' '
}

register() { # subject, file
    [ -r "$AVRO_FOLDER/$2" ] || fail "$AVRO_FOLDER/$2 cannot be read"
    printf '{"schema": "%s"}' "$(as_json_text "$AVRO_FOLDER/$2")" | send POST "/subjects/$1/versions"
    printf '%s: %s\n' "$1" "$(cat "$answer")"
    printf '{"compatibility": "BACKWARD"}' | send PUT "/config/$1"
}

tries=$((${WAIT_SECONDS:-120} / 2))
until curl --silent --fail --max-time 5 --output "$answer" "$api/subjects"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || fail "the registry at $REGISTRY_URL does not answer"
    sleep 2
done

# subjects as the contract's class Topic has them
register companies_created-value company.avsc
register companies_rejected-value rejection.avsc
register ticks-value tick.avsc
