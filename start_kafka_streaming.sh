#!/bin/sh
# Starts the ticking again, for those who know the name from the origin.
exec "$(dirname -- "$0")/tickstream" schedule resume "$@"
