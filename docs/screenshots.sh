#!/bin/sh
# Takes the pictures in docs/images of a console that runs, after some minutes of ticks: ./tickstream up --detach.
# Needs chromium and pngquant, Debian's packages of the same names.
set -eu
console=${1:-http://127.0.0.1:9021}
images=$(cd "$(dirname -- "$0")" && pwd)/images
limit=102400 # bytes a picture

for command in chromium pngquant curl; do
    command -v "$command" >/dev/null || {
        echo "There is no $command on the PATH; install the package $command." >&2
        exit 1
    }
done
curl -fsS -o /dev/null "$console" || {
    echo "No console answers at $console; start it with ./tickstream up --detach, or name its address." >&2
    exit 1
}
mkdir -p "$images"
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT

take() { # name, view, width, height, more options of chromium
    name=$1 view=$2 size=$3,$4
    shift 4
    chromium --headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$profile" \
        --timeout=8000 --window-size="$size" --screenshot="$profile/$name.png" "$@" "$console/#/$view" 2>/dev/null
    pngquant --force --speed 1 --strip 64 --output "$images/$name.png" "$profile/$name.png"
    bytes=$(wc -c <"$images/$name.png")
    [ "$bytes" -le "$limit" ] || {
        echo "$images/$name.png has $bytes bytes, more than $limit; take a smaller part of the page." >&2
        exit 1
    }
    echo "$images/$name.png: $bytes bytes"
}
take overview overview 1280 560
take data 'data?range=1h' 1280 900
take ticks 'ticks?range=1h' 1280 620
