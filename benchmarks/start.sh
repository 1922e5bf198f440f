#!/bin/sh
# What the local stack's start takes, with the quick compiler alone and with both; --help shows the options.
set -eu
exec "$(dirname -- "$0")/landing/run.sh" io.tickstream.benchmarks.landing.StartBenchmark "$@"
