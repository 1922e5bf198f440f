#!/bin/sh
# Whether landing and dashboards stay as fast while the tables grow; --help shows the options.
set -eu
exec "$(dirname -- "$0")/landing/run.sh" io.tickstream.benchmarks.landing.GrowthBenchmark "$@"
