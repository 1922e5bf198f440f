#!/bin/sh
# Prints dashboards/alerts as PrometheusRules, for the Prometheus Operator: k8s/alert-rules.sh | kubectl apply -f -
# Kustomize cannot put a file into a field of such an object, and a copy of the rules would age.
set -eu

if [ "$#" -ne 0 ]; then
  echo "Usage: k8s/alert-rules.sh | kubectl apply -f -" >&2
  exit 2
fi

folder=$(CDPATH='' cd -- "$(dirname -- "$0")/../dashboards/alerts" && pwd -P)
for file in "$folder"/*.yaml; do
  if [ ! -r "$file" ]; then
    echo "alert-rules: $folder holds no rules" >&2
    exit 1
  fi
  cat <<EOF
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: $(basename "$file" .yaml)
  namespace: tickstream
  labels:
    app.kubernetes.io/part-of: tickstream
spec:
EOF
  sed -e 's/^\(.\)/  \1/' "$file"
done
