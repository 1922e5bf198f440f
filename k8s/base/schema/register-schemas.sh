#!/bin/sh
# Registers the contract's schemas, each with compatibility BACKWARD: who knows the new one reads all that was written
# with an older one. Every step can be repeated; a schema that is known keeps its id.
#
# REGISTRY_URL    the registry, without the path of its Confluent API
# AVRO_FOLDER     the contract's *.avsc
set -eu

api=$REGISTRY_URL/apis/ccompat/v7
answer=/tmp/answer

fail() {
  printf 'register-schemas: %s\n' "$1" >&2
  exit 1
}

send() { # method, path; the body on standard input
  status=$(curl --silent --show-error --max-time 20 --output "$answer" --write-out '%{http_code}' \
    --request "$1" --header 'Content-Type: application/vnd.schemaregistry.v1+json' --data-binary @- "$api$2") ||
    fail "the registry at $REGISTRY_URL does not answer; this Job tries again"
  case $status in
    2??) ;;
    *) fail "the registry answers $status to $1 $2: $(cat "$answer"). A schema that is called incompatible was changed in a way that readers of older events cannot follow: contract/README.md" ;;
  esac
}

as_json_text() { # file; a tab or a new line between tokens is as good as a blank
  sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' "$1" | tr -d '\r' | tr '\n\t' '  '
}

register() { # topic, file
  [ -r "$AVRO_FOLDER/$2" ] || fail "there is no $AVRO_FOLDER/$2"
  printf '{"schema": "%s"}' "$(as_json_text "$AVRO_FOLDER/$2")" | send POST "/subjects/$1-value/versions"
  printf '%s-value: %s\n' "$1" "$(cat "$answer")"
  printf '{"compatibility": "BACKWARD"}' | send PUT "/config/$1-value"
}

register companies_created company.avsc
register companies_rejected rejection.avsc
register ticks tick.avsc
