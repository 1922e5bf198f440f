#!/bin/sh
# From publishing a tick to its rows in Cassandra, idle and under load; --help shows the options.
set -eu
exec "$(dirname -- "$0")/landing/run.sh" io.tickstream.benchmarks.landing.LatencyBenchmark "$@"
