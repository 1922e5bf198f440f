#!/bin/sh
# Makes Cassandra ready, once and again at every start: takes the default superuser's place, applies the tables in order,
# makes the roles with the passwords of the environment, grants what they may. Each step can be repeated.
#
# CASSANDRA_HOST, CASSANDRA_PORT (9042)   where Cassandra is
# CASSANDRA_{ADMIN,JOB,FUNCTION,OPERATOR,CONSOLE,READER}_PASSWORD
# CQL_FOLDER      the tables, NNN-*.cql
# GRANTS_FILE     what the roles may do
# WAIT_SECONDS    how long to wait for Cassandra (180)
set -eu
umask 077

admin=tickstream_admin
port=${CASSANDRA_PORT:-9042}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work" # cqlsh keeps a history

fail() {
    printf 'apply-schema: %s\n' "$1" >&2
    exit 1
}

# Passwords stand between quotes in CQL and in a line of a file.
check_password() { # variable, value
    case $2 in
        '') fail "$1 is not set. Run ./tickstream compose-env, which writes it to .env." ;;
        *[!A-Za-z0-9_-]*) fail "$1 has a character other than letters, digits, '_' and '-'. Choose another password in .env." ;;
    esac
}
check_password CASSANDRA_ADMIN_PASSWORD "${CASSANDRA_ADMIN_PASSWORD:-}"
check_password CASSANDRA_JOB_PASSWORD "${CASSANDRA_JOB_PASSWORD:-}"
check_password CASSANDRA_FUNCTION_PASSWORD "${CASSANDRA_FUNCTION_PASSWORD:-}"
check_password CASSANDRA_OPERATOR_PASSWORD "${CASSANDRA_OPERATOR_PASSWORD:-}"
check_password CASSANDRA_CONSOLE_PASSWORD "${CASSANDRA_CONSOLE_PASSWORD:-}"
check_password CASSANDRA_READER_PASSWORD "${CASSANDRA_READER_PASSWORD:-}"

# Runs the CQL of standard input; the password is in a file, since other users see a command's arguments.
cql() { # role, password
    printf '[PlainTextAuthProvider]\nusername = %s\npassword = %s\n' "$1" "$2" >"$work/credentials"
    cqlsh --credentials "$work/credentials" "$CASSANDRA_HOST" "$port"
}

can_log_in() { # role, password
    echo 'SELECT release_version FROM system.local;' | cql "$1" "$2" >"$work/said" 2>&1
}

# Cassandra's own superuser has a password that everybody knows, and is needed just once.
take_over() {
    cql cassandra cassandra <<EOF
CREATE ROLE IF NOT EXISTS $admin WITH SUPERUSER = true AND LOGIN = true AND PASSWORD = '$CASSANDRA_ADMIN_PASSWORD';
EOF
}

# A new node takes some seconds until it has its superuser.
tries=$((${WAIT_SECONDS:-180} / 2))
until can_log_in "$admin" "$CASSANDRA_ADMIN_PASSWORD"; do
    if can_log_in cassandra cassandra; then
        echo "Taking the default superuser's place"
        take_over
        continue
    fi
    tries=$((tries - 1))
    if [ "$tries" -le 0 ]; then
        cat "$work/said" >&2
        fail "cannot log in to Cassandra at $CASSANDRA_HOST:$port, neither as $admin nor as a new node's superuser. If .env was made anew, put the old one back, or remove all data: docker compose down --volumes."
    fi
    sleep 2
done

as_admin() {
    cql "$admin" "$CASSANDRA_ADMIN_PASSWORD"
}

set --
for file in "$CQL_FOLDER"/[0-9][0-9][0-9]-*.cql; do
    [ -e "$file" ] || fail "$CQL_FOLDER holds no NNN-*.cql"
    set -- "$@" "$file"
done
# All at once, since a cqlsh takes seconds to start. It goes on after a statement that failed, and counts lines through
# all files: then one after the other, up to the one that fails. SOURCE would name it, but hides it from the exit code.
echo "Applying the tables: $# files"
if ! cat "$@" | as_admin; then
    echo "A statement failed. Applying one file after the other, to find it"
    for file; do
        echo "Applying ${file##*/}"
        as_admin <"$file" || fail "${file##*/} could not be applied; see above. <stdin>:N is where in it."
    done
fi

# A password is changed only if it is another one: Cassandra refuses two changes of a role within five seconds.
with_password() { # name, password
    can_log_in "$1" "$2" && return
    echo "Changing the password of $1"
    echo "ALTER ROLE $1 WITH LOGIN = true AND PASSWORD = '$2';" | as_admin
    # it goes by the old one for as long as that is in its cache
    tries=10
    until can_log_in "$1" "$2"; do
        tries=$((tries - 1))
        if [ "$tries" -le 0 ]; then
            cat "$work/said" >&2
            fail "$1 cannot log in with its new password."
        fi
        sleep 1
    done
}
echo "Making the roles"
as_admin <<EOF
CREATE ROLE IF NOT EXISTS tickstream_job WITH LOGIN = true AND PASSWORD = '$CASSANDRA_JOB_PASSWORD';
CREATE ROLE IF NOT EXISTS tickstream_function WITH LOGIN = true AND PASSWORD = '$CASSANDRA_FUNCTION_PASSWORD';
CREATE ROLE IF NOT EXISTS tickstream_operator WITH LOGIN = true AND PASSWORD = '$CASSANDRA_OPERATOR_PASSWORD';
CREATE ROLE IF NOT EXISTS tickstream_console WITH LOGIN = true AND PASSWORD = '$CASSANDRA_CONSOLE_PASSWORD';
CREATE ROLE IF NOT EXISTS tickstream_reader WITH LOGIN = true AND PASSWORD = '$CASSANDRA_READER_PASSWORD';
EOF
with_password tickstream_job "$CASSANDRA_JOB_PASSWORD"
with_password tickstream_function "$CASSANDRA_FUNCTION_PASSWORD"
with_password tickstream_operator "$CASSANDRA_OPERATOR_PASSWORD"
with_password tickstream_console "$CASSANDRA_CONSOLE_PASSWORD"
with_password tickstream_reader "$CASSANDRA_READER_PASSWORD"
as_admin <"$GRANTS_FILE"

# Last, so that a run that was cut off can begin again.
if can_log_in cassandra cassandra; then
    echo "Closing the default superuser's account"
    as_admin <<EOF
ALTER ROLE cassandra WITH SUPERUSER = false AND LOGIN = false AND PASSWORD = '$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')';
EOF
fi
echo "Cassandra is ready"
