#!/bin/sh
# Whether a process's memory grows while the whole stack ticks ten times as often as usual; --help shows the options.
set -eu
exec "$(dirname -- "$0")/landing/run.sh" io.tickstream.benchmarks.landing.SoakBenchmark "$@"
