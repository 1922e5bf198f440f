#!/bin/sh
# Breaks the running pipeline in every way that we know and tells what became of the data: end-to-end/faults.sh --help
# Starts its own servers on free ports. Builds what is not built. Needs Linux, a JDK 17 and Maven.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
classpath=$root/end-to-end/target/test-classpath

fail() {
    printf 'faults.sh: %s\n' "$1" >&2
    exit 1
}

[ "$(uname -s)" = Linux ] || fail "this is $(uname -s); the faults strike by Linux' signals and /proc. Run it on Linux."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null 2>&1 || fail "no Java was found (JAVA_HOME='${JAVA_HOME:-}'). Install a JDK 17, such as apt-get install openjdk-17-jdk."

changed() {
    [ -f "$classpath" ] || return 0
    [ -n "$(find "$root" -name target -prune -o -name node_modules -prune -o -type f \
        \( -path '*/src/*' -o -name pom.xml \) -newer "$classpath" -print | head -n 1)" ]
}

if changed; then
    command -v mvn >/dev/null 2>&1 || fail "Maven, which builds it, was not found. Install it: apt-get install maven."
    echo "Building; the first time this takes some minutes." >&2
    (cd "$root" && mvn -B -ntp -q -DskipTests package) >&2 || fail "the build failed; its output stands above."
fi

exec "$java" -Xmx512m -XX:+UseSerialGC -Dtickstream.root="$root" -Dfile.encoding=UTF-8 \
    -cp "$root/end-to-end/target/test-classes:$(cat "$classpath")" \
    io.tickstream.endtoend.faults.FaultCommand "$@"
