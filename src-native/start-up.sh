#!/usr/bin/env bash
# Compares the ways to run the function on a JVM, and the native executable if there is one: the plain jar on JDK 17 and
# 25, AppCDS on 17, the AOT cache on 25.
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd -P)
root=$(dirname -- "$here")
target=$root/ingest-function/target
# shellcheck source-path=SCRIPTDIR source=jdk.bash
. "$here/jdk.bash"

if [ "${1:-}" = --help ]; then
    cat <<'END'
Usage: src-native/start-up.sh [OPTION OF smoke-test.sh…]

Builds what is compared, then starts each in turn and prints first responses and memory. JAVA17_HOME and JAVA25_HOME
name the JDKs unless JAVA_HOME, the PATH or a well-known folder have them. Usually five starts each; --starts N takes
more, --max-start-ratio 0.5 fails unless the first is twice as fast as the last, the plain jar on JDK 17.
END
    exit 0
fi

jdk17=$(find_jdk 17)
jdk25=$(find_jdk 25)
for version in 17 25; do
    home=jdk$version
    if [ -z "${!home}" ]; then
        printf 'start-up.sh: no JDK %s was found. Set JAVA%s_HOME to one.\n' "$version" "$version" >&2
        exit 2
    fi
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$root" && JAVA_HOME=$jdk17 mvn -q -B -ntp -pl ingest-function -am package -DskipTests)
JAVA_HOME=$jdk17 JAVA25_HOME=$jdk25 "$here/build.sh" --aot >"$work/log" 2>&1 || { cat "$work/log" >&2 && exit 1; }
JAVA_HOME=$jdk17 "$here/build.sh" --jvm >"$work/log" 2>&1 || { cat "$work/log" >&2 && exit 1; }
cp "$target/aot/run" "$work/AOT-cache-JDK-25"
cp "$target/jvm/run" "$work/AppCDS-JDK-17"
# they are started from elsewhere
sed -i.bak "s#^cd .*#cd '$target/aot' || exit 1#" "$work/AOT-cache-JDK-25"
sed -i.bak "s#^cd .*#cd '$target/jvm' || exit 1#" "$work/AppCDS-JDK-17"
for version in 17 25; do
    home=jdk$version
    cat >"$work/plain-JDK-$version" <<END
#!/bin/sh
exec '${!home}/bin/java' '@$here/jvm.options' -jar '$target/quarkus-app/quarkus-run.jar'
END
    chmod +x "$work/plain-JDK-$version"
done

variants=("$work/AOT-cache-JDK-25" "$work/AppCDS-JDK-17" "$work/plain-JDK-25" "$work/plain-JDK-17")
for executable in "$target"/ingest-function-*-runner; do
    [ -x "$executable" ] && variants=("$executable" "${variants[@]}")
done
"$here/smoke-test.sh" --quick --starts 5 "$@" "${variants[@]}"
