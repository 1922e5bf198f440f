#!/bin/sh
# Makes the Secrets that the manifests name, with random passwords; what is there already is left as it is.
set -eu
umask 077

folder=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
namespace=tickstream
mode=create

usage() {
  cat <<EOF
Usage: k8s/secrets.sh [--dry-run | --list]
Makes the Secrets that the manifests name, in namespace $namespace of kubectl's current context. Passwords are random;
a Secret that is there already is left as it is. Run it before the first kubectl apply -k.

  --dry-run   Print the Secrets as YAML, passwords and all; no cluster is asked.
  --list      Print the name of each Secret and its keys.
  --help      Show this.

Exit codes: 0 done, 1 failed, 2 wrong use.
EOF
}

case "$#:${1:-}" in
  0:) ;;
  1:--dry-run) mode=print ;;
  1:--list) mode=list ;;
  1:--help | 1:-h)
    usage
    exit 0
    ;;
  *)
    usage >&2
    exit 2
    ;;
esac

fail() {
  printf 'secrets: %s\n' "$1" >&2
  exit 1
}

random() { # 24 bytes as 48 hexadecimal digits
  digits=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
  [ "${#digits}" -eq 48 ] || fail "/dev/urandom gives no random bytes"
  printf '%s' "$digits"
}

# The value of the key comes on standard input, since other users see a command's arguments.
secret() { # name, key, further arguments of kubectl create secret generic
  name=$1
  key=$2
  shift 2
  case $mode in
    create)
      kubectl create secret generic "$name" --namespace "$namespace" --from-file="$key"=/dev/stdin "$@"
      ;;
    print)
      echo ---
      kubectl create secret generic "$name" --namespace "$namespace" --from-file="$key"=/dev/stdin "$@" \
        --dry-run=client --output yaml
      ;;
  esac
}

missing() { # name, keys
  case $mode in
    list)
      echo "$*"
      return 1
      ;;
    print) return 0 ;;
  esac
  found=$(kubectl get secret "$1" --namespace "$namespace" --ignore-not-found --output name) ||
    fail "cannot ask the cluster for Secret $1; kubectl said why"
  if [ -n "$found" ]; then
    echo "secret/$1 is there already"
    return 1
  fi
}

if [ "$mode" = create ]; then
  kubectl get namespace "$namespace" --output name >/dev/null 2>&1 ||
    kubectl apply --filename "$folder/base/namespace.yaml"
fi

# Cassandra's superuser, and the roles that k8s/base/schema makes
if missing cassandra-admin password username; then
  random | secret cassandra-admin password --from-literal=username=tickstream_admin
fi
for role in job function operator console reader; do
  if missing "cassandra-$role" password; then
    random | secret "cassandra-$role" password
  fi
done

# cass-operator wants its configuration as a Secret; there is no secret in it
if missing cassandra-config config; then
  secret cassandra-config config <"$folder/components/cassandra-datacenter/cassandra-config.json"
fi

# who may pause the schedule and make ticks by hand over HTTP
if missing ingest-function access-token; then
  random | secret ingest-function access-token
fi

# who may change something by the console
if missing console access-token; then
  random | secret console access-token
fi

# Grafana's user admin
if missing grafana-admin password; then
  random | secret grafana-admin password
fi
