#!/bin/sh
# Makes Cassandra ready: keyspace, tables, roles and rights. Every step can be repeated, so that a run that was cut off
# is simply run again. Passwords are read from files and reach cqlsh on its standard input or in a file of this
# container's own memory, never as an argument.
#
# CASSANDRA_HOST       a node
# REPLICATION          the keyspace's, as CQL writes it
# CQL_FOLDER           the contract's NNN-*.cql
# GRANTS_FILE          what the roles may do
# PASSWORDS_FOLDER     admin, job, function, operator, console, reader: one file a role
set -eu
umask 077

admin=tickstream_admin
export HOME=/tmp # cqlsh keeps a history
credentials=/tmp/credentials
said=/tmp/said

fail() {
  printf 'apply-tables: %s\n' "$1" >&2
  exit 1
}

password() { # role's label
  [ -r "$PASSWORDS_FOLDER/$1" ] || fail "there is no password for $1 in $PASSWORDS_FOLDER; k8s/secrets.sh makes it"
  value=$(cat "$PASSWORDS_FOLDER/$1")
  case $value in
    '' | *[!A-Za-z0-9_-]*) fail "the password of $1 must consist of letters, digits, '_' and '-': it stands between quotes in CQL" ;;
  esac
  printf '%s' "$value"
}

cql() { # role, password; statements on standard input
  printf '[PlainTextAuthProvider]\nusername = %s\npassword = %s\n' "$1" "$2" >"$credentials"
  cqlsh --credentials "$credentials" --request-timeout 60 "$CASSANDRA_HOST" 9042
}

can_log_in() { # role, password
  echo 'SELECT release_version FROM system.local;' | cql "$1" "$2" >"$said" 2>&1
}

admin_password=$(password admin)
as_admin() {
  cql "$admin" "$admin_password"
}

if ! can_log_in "$admin" "$admin_password"; then
  # a new node without an operator has a superuser whose password everybody knows: it is needed just here
  can_log_in cassandra cassandra || {
    cat "$said" >&2
    fail "cannot log in at $CASSANDRA_HOST as $admin. A node that starts takes a while, and this Job tries again; otherwise the Secret cassandra-admin is not the one that Cassandra was started with"
  }
  echo "Taking the place of Cassandra's own superuser"
  cql cassandra cassandra <<EOF
CREATE ROLE IF NOT EXISTS $admin WITH SUPERUSER = true AND LOGIN = true AND PASSWORD = '$admin_password';
EOF
fi

echo "Creating the keyspace with $REPLICATION, unless it is there"
as_admin <<EOF
CREATE KEYSPACE IF NOT EXISTS spark_streams WITH replication = $REPLICATION AND durable_writes = true;
EOF

for file in "$CQL_FOLDER"/[0-9][0-9][0-9]-*.cql; do
  [ -e "$file" ] || fail "$CQL_FOLDER holds no NNN-*.cql"
  echo "Applying ${file##*/}"
  as_admin <"$file"
done

echo "Making the roles"
for role in job function operator console reader; do
  role_password=$(password "$role")
  as_admin <<EOF
CREATE ROLE IF NOT EXISTS tickstream_$role WITH LOGIN = true AND PASSWORD = '$role_password';
EOF
  # Cassandra lets a password be changed every five seconds only
  can_log_in "tickstream_$role" "$role_password" || as_admin <<EOF
ALTER ROLE tickstream_$role WITH LOGIN = true AND PASSWORD = '$role_password';
EOF
done
as_admin <"$GRANTS_FILE"

# last, so that a run that was cut off can begin again; an operator has removed the role, or switched it off, already
echo "LIST ROLES;" | as_admin >"$said"
if grep -q '^ *cassandra *| *True' "$said"; then
  echo "Closing the account of Cassandra's own superuser"
  as_admin <<EOF
ALTER ROLE cassandra WITH SUPERUSER = false AND LOGIN = false AND PASSWORD = '$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')';
EOF
fi
echo "Cassandra is ready"
