#!/bin/sh
# ./tickstream compose-env: writes .env, from which docker compose takes passwords, profiles and the source.
set -eu
umask 077

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
file=$root/.env
real_api=https://fakerapi.it/api/v2/companies
function=jvm
source=$real_api
force=

usage() {
    cat <<EOF
Usage: tickstream compose-env [--function jvm|native] [--source URL|stand-in] [--force]
Writes .env for docker-compose.yml: random passwords, and what is to run.

      --function jvm|native   The function on a JVM, built in some two minutes (the default), or as a native
                              executable, for whose build some ten minutes and 8 GiB of memory are needed.
      --source URL|stand-in   Whom the function asks. Default: $real_api.
                              stand-in: our own server that answers alike, without leaving this machine.
      --force                 Write .env again, with these options; its passwords and lines of your own stay. (New
                              passwords would lock out everybody: remove .env and all data, docker compose down
                              --volumes.)
      --help                  Show this.

Exit codes: 0 done, 1 failed, 2 wrong use.
EOF
}

wrong_use() {
    printf 'tickstream: %s\n' "$1" >&2
    usage >&2
    exit 2
}

fail() {
    printf 'tickstream: %s\n' "$1" >&2
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
        --function=* | --source=*)
            option=${1%%=*}
            value=${1#*=}
            ;;
        --function | --source)
            [ $# -gt 1 ] || wrong_use "$1 needs a value."
            option=$1
            value=$2
            shift
            ;;
        --force)
            option=--force
            value=
            ;;
        -h | --help)
            usage
            exit 0
            ;;
        *) wrong_use "compose-env knows no '$1'." ;;
    esac
    shift
    case $option in
        --function) function=$value ;;
        --source) source=$value ;;
        --force) force=yes ;;
    esac
done

case $function in
    jvm | native) ;;
    *) wrong_use "--function is '$function'; it must be jvm or native." ;;
esac
profiles=$function
private=false
case $source in
    stand-in)
        profiles=$profiles,stand-in
        source=http://company-api:8088/api/v2/companies
        private=true # its container's address
        ;;
    *[!A-Za-z0-9.:/_~%?\&=+@,-]*) wrong_use "--source is '$source'; it must be an http or https URL, or stand-in." ;;
    http://?* | https://?*) ;;
    *) wrong_use "--source is '$source'; it must be an http or https URL, or stand-in." ;;
esac

if [ -e "$file" ] && [ -z "$force" ]; then
    fail "$file is there already and is left as it is. With --force it is written again, with the same passwords."
fi

# The value that .env has for a variable, or a new password: 24 random bytes.
password() {
    known=
    [ ! -e "$file" ] || known=$(sed -n "s/^$1=//p" "$file" | tail -n 1)
    if [ -z "$known" ]; then
        known=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
        [ "${#known}" -eq 48 ] || fail "/dev/urandom gives no random bytes."
    fi
    printf '%s=%s\n' "$1" "$known"
}

passwords="CASSANDRA_ADMIN_PASSWORD CASSANDRA_JOB_PASSWORD CASSANDRA_FUNCTION_PASSWORD \
CASSANDRA_OPERATOR_PASSWORD CASSANDRA_CONSOLE_PASSWORD CASSANDRA_READER_PASSWORD GRAFANA_ADMIN_PASSWORD \
INGEST_ACCESS_TOKEN CONSOLE_ACCESS_TOKEN"
choice="COMPOSE_PROJECT_NAME COMPOSE_PROFILES INGEST_SOURCE_URL INGEST_SOURCE_ALLOW_PRIVATE_ADDRESSES"

# The lines of .env that are not ours.
lines_of_others() {
    [ -e "$file" ] || return 0
    while IFS= read -r line || [ -n "$line" ]; do
        case " $choice $passwords " in
            *" ${line%%=*} "*) ;;
            *) case $line in
                [A-Za-z]*) printf '%s\n' "$line" ;;
            esac ;;
        esac
    done <"$file"
}

new=$(mktemp "$root/.env.XXXXXX") || fail "cannot write into $root."
trap 'rm -f "$new"' EXIT
{
    echo "# Written by ./tickstream compose-env; not for version control. Cassandra and Grafana keep the passwords that"
    echo "# they were first started with."
    echo "COMPOSE_PROJECT_NAME=tickstream"
    echo "# jvm or native, and stand-in if the source is company-api"
    echo "COMPOSE_PROFILES=$profiles"
    echo "INGEST_SOURCE_URL=$source"
    echo "INGEST_SOURCE_ALLOW_PRIVATE_ADDRESSES=$private"
    for name in $passwords; do
        password "$name"
    done
    lines_of_others
} >"$new"
if [ -n "$force" ]; then
    mv -f "$new" "$file"
else
    # fails, other than mv, if somebody else was faster
    (set -C && cat "$new" >"$file") 2>/dev/null || fail "cannot write $file."
fi
echo "Wrote $file. Next: docker compose up -d --build; then the console is on http://127.0.0.1:9021, whose token is CONSOLE_ACCESS_TOKEN of that file, and Grafana on http://127.0.0.1:3000, where admin's password is GRAFANA_ADMIN_PASSWORD."
