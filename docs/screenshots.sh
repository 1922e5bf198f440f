#!/bin/sh
# Takes the pictures in docs/images of a console that runs, after some minutes of ticks: ./tickstream up --detach.
#   docs/screenshots.sh [HOST:PORT]
# Needs chromium and pngquant, Debian's packages of the same names.
set -eu
console=${1:-127.0.0.1:9021}
root=$(cd "$(dirname -- "$0")/.." && pwd)
limit=102400 # bytes a picture

for command in chromium pngquant curl; do
    command -v "$command" >/dev/null || {
        echo "There is no $command on the PATH; install the package $command." >&2
        exit 1
    }
done
curl -fsS -o /dev/null "http://$console/" || {
    echo "No console answers at $console; start it with ./tickstream up --detach, or name its address." >&2
    exit 1
}
cd "$root"
mvn -B -ntp -q -pl end-to-end -am verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
    -Dit.test=Screenshots -Dfailsafe.failIfNoSpecifiedTests=false -Dtickstream.console="$console"
mkdir -p docs/images
for picture in end-to-end/target/screenshots/docs-*.png; do
    image=docs/images/$(basename "$picture" | sed 's/^docs-//')
    pngquant --force --speed 1 --strip 64 --output "$image" "$picture"
    bytes=$(wc -c <"$image")
    [ "$bytes" -le "$limit" ] || {
        echo "$image has $bytes bytes, more than $limit; take a smaller part of the page." >&2
        exit 1
    }
    echo "$image: $bytes bytes"
done
