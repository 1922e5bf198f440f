#!/usr/bin/env bash
# Whether GET http://127.0.0.1:PORT/PATH answers 200, and, if a TEXT is given, with a body that holds it: the health check
# of containers whose image has no curl or wget. Nothing but bash's own commands.
# Usage: http-ok.bash PORT PATH [TEXT]
set -euo pipefail

port=$1
path=$2
text=${3:-}
exec 3<>"/dev/tcp/127.0.0.1/$port"
# by HTTP/1.0 the server closes the connection after its answer
printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' "$path" >&3
IFS= read -r -t 5 status <&3
[[ $status == 'HTTP/1.'?' 200'* ]]
[[ -n $text ]] || exit 0
while IFS= read -r -t 5 line <&3 || [[ -n $line ]]; do
    [[ $line != *"$text"* ]] || exit 0
done
exit 1
