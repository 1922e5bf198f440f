#!/bin/sh
# How fast the console answers over a month of ticks, and what it costs with and without viewers; --help shows the options.
set -eu
exec "$(dirname -- "$0")/landing/run.sh" io.tickstream.benchmarks.landing.ConsoleBenchmark "$@"
