#!/bin/sh
# Stops the ticking; the servers run on. For those who know the name from the origin.
exec "$(dirname -- "$0")/tickstream" schedule pause "$@"
