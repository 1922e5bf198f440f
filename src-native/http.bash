# shellcheck shell=bash disable=SC2034
# HTTP without a program of its own, so that a look at the clock costs nothing and images need no curl. To be sourced.

# waits without starting a process; $1: seconds
nap() {
    [ -n "${idle_fd:-}" ] || exec {idle_fd}<> <(:)
    read -r -t "$1" -u "$idle_fd" || true
}

# whether something listens on port $1 of this machine
listens() {
    local fd
    { exec {fd}<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
    exec {fd}>&-
}

# prints a port that nobody listens on; below those that the system hands out for outgoing connections
free_port() {
    local port
    while :; do
        port=$((12000 + RANDOM % 18000))
        listens "$port" || break
    done
    printf '%s' "$port"
}

# asks GET path $2 of port $1 once; whether the answer is 200
answers_ok() {
    local fd line=
    { exec {fd}<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
    printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$2" >&"$fd"
    IFS= read -r -t 5 line <&"$fd" || true
    exec {fd}>&-
    [[ $line == "HTTP/1.1 200"* ]]
}

# port, method, path, body, header…; sets http_status (000: no answer), http_head and http_body
request() {
    local fd port=$1 method=$2 path=$3 body=$4 answer header
    shift 4
    http_status=000
    http_head=
    http_body=
    { exec {fd}<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || return 0
    {
        printf '%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n' "$method" "$path"
        for header in "$@"; do printf '%s\r\n' "$header"; done
        printf 'Content-Length: %d\r\n\r\n%s' "${#body}" "$body"
    } >&"$fd"
    answer=$(timeout 30 cat <&"$fd") || true
    exec {fd}>&-
    [[ $answer == HTTP/1.1\ * ]] || return 0
    http_status=${answer:9:3}
    http_head=${answer%%$'\r\n\r\n'*}
    http_body=${answer:${#http_head}}
    http_body=${http_body#$'\r\n\r\n'}
}
