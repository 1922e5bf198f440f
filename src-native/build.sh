#!/usr/bin/env bash
# Builds the function in the form that is wanted and prints where it is.
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd -P)
root=$(dirname -- "$here")
target=$root/ingest-function/target
# shellcheck source-path=SCRIPTDIR source=jdk.bash
. "$here/jdk.bash"

# what Quarkus 3.34 is made for; before 24 nothing reads reachability-metadata.json
oldest_graalvm=25

usage() {
    cat <<'END'
Usage: src-native/build.sh [--jvm | --aot] [--image [--prebuilt] [--tag NAME:TAG]]

Without options a native executable, by the native-image that GRAALVM_HOME names, else by a container of Mandrel.

  --jvm        instead: a jar with an AppCDS archive for JDK 17
  --aot        instead: a jar with an AOT cache for JDK 25 (JAVA25_HOME, JAVA_HOME, the PATH or a well-known folder)
  --image      a container image of it, by podman or docker
  --prebuilt   with --image: of the executable that is there already, without compiling
  --tag        with --image: its name, usually tickstream/ingest-function: and the version, with -jvm or -jvm-aot
  --help       this text

JAVA_HOME names the JDK 17 that Maven runs on. The last line printed is the path of what was built, or its tag.
Exit codes: 0 built, 1 the build failed, 2 wrong use or something needed is missing.
END
}

wrong() {
    printf 'build.sh: %s\n' "$1" >&2
    exit 2
}

form=native image=no prebuilt=no tag=
while [ $# -gt 0 ]; do
    case $1 in
        --help)
            usage
            exit 0
            ;;
        --jvm | --aot)
            [ "$form" = native ] || wrong "--jvm and --aot exclude each other. See --help."
            form=${1#--}
            ;;
        --image) image=yes ;;
        --prebuilt) prebuilt=yes ;;
        --tag)
            [ $# -ge 2 ] || wrong "--tag takes a name. See --help."
            tag=$2
            shift
            ;;
        *) wrong "$1 is not known. See --help." ;;
    esac
    shift
done
[ "$prebuilt" = no ] || [ "$image$form" = yesnative ] \
    || wrong "--prebuilt makes an image of a native executable: it goes with --image, and not with --jvm or --aot."
[ -z "$tag" ] || [ "$image" = yes ] || wrong "--tag goes with --image."

version=$(sed -n 's#^ *<version>\(.*\)-SNAPSHOT</version>.*#\1#p' "$root/pom.xml" | head -n 1)
[ -n "$version" ] || version=$(sed -n 's#^ *<version>\(.*\)</version>.*#\1#p' "$root/pom.xml" | head -n 1)

# a client alone is no engine: docker without its daemon answers --version, too
engine() {
    local candidate
    for candidate in podman docker; do
        if command -v "$candidate" >/dev/null && "$candidate" info >/dev/null 2>&1; then
            printf '%s' "$candidate"
            return
        fi
    done
}

clients() { # to say why there is no engine
    local candidate found=
    for candidate in podman docker; do
        command -v "$candidate" >/dev/null && found+=" $candidate is installed, but '$candidate info' fails: does its service run?"
    done
    printf '%s' "$found"
}

maven() {
    command -v mvn >/dev/null || wrong "Maven was not found (apt-get install maven, dnf install maven, brew install maven)."
    (cd "$root" && mvn -B -ntp -pl ingest-function -am package -DskipTests "$@") || exit 1
}

# the executable, of whatever version
executable() {
    local found
    for found in "$target"/ingest-function-*-runner; do
        [ -x "$found" ] && printf '%s' "$found" && return
    done
}

if [ "$image" = yes ]; then
    engine=$(engine)
    [ -n "$engine" ] || wrong "an image needs a container engine that answers.$(clients) Install one: apt-get install podman, dnf install podman, or brew install podman and podman machine init --now."
    case $form in
        native) file=Containerfile.native suffix='' ;;
        jvm) file=Containerfile.jvm suffix=-jvm ;;
        aot) file=Containerfile.jvm-aot suffix=-jvm-aot ;;
    esac
    if [ "$prebuilt" = yes ]; then
        file=Containerfile.native-prebuilt
        [ -n "$(executable)" ] || wrong "there is no $target/ingest-function-*-runner. Compile it: src-native/build.sh"
        case $(od -An -tx1 -N4 "$(executable)" | tr -d ' ') in
            7f454c46) ;;
            *) wrong "$(executable) is no executable for Linux. Leave --prebuilt out, so that it is compiled in a container." ;;
        esac
    fi
    tag=${tag:-tickstream/ingest-function:$version$suffix}
    echo "Building $tag by $engine from src-native/$file" >&2
    "$engine" build -f "$here/$file" -t "$tag" --build-arg VERSION="$version" "$root" >&2 || exit 1
    printf '%s\n' "$tag"
    exit 0
fi

cached() { # kind of the cache, home of the JDK
    # a folder of its own: quarkus-app stays what ./tickstream runs
    maven -Dquarkus.package.jar.type=aot-jar -Dquarkus.package.output-directory="$form" >&2
    local cache
    cache=$(JAVA_HOME=$2 "$here/train-cache.sh" "$1" "$target/$form") || exit 1
    case $1 in
        appcds) cache=-XX:SharedArchiveFile=${cache##*/} ;;
        aot) cache=-XX:AOTCache=${cache##*/} ;;
    esac
    cp "$here/jvm.options" "$target/$form/"
    cat >"$target/$form/run" <<END
#!/bin/sh
# the function on the JVM that the cache was made by; JAVA_OPTS may hold more options
cd "\$(dirname -- "\$0")" || exit 1
# shellcheck disable=SC2086 # a list of options
exec "$2/bin/java" @jvm.options $cache \${JAVA_OPTS:-} -jar quarkus-run.jar "\$@"
END
    chmod +x "$target/$form/run"
    printf '%s\n' "$target/$form/run"
}

case $form in
    jvm)
        jdk=$(find_jdk 17)
        [ -n "$jdk" ] || wrong "no JDK 17 was found. Set JAVA_HOME to one."
        cached appcds "$jdk"
        ;;
    aot)
        jdk=$(find_jdk 25)
        [ -n "$jdk" ] || wrong "no JDK 25 was found. Set JAVA25_HOME to one, or build an image, which brings its own: build.sh --aot --image"
        cached aot "$jdk"
        ;;
    native)
        if [ -n "${GRAALVM_HOME:-}" ]; then
            native_image=$GRAALVM_HOME/bin/native-image
            [ -x "$native_image" ] || wrong "GRAALVM_HOME is $GRAALVM_HOME, which holds no bin/native-image. Set it to a GraalVM or Mandrel, or unset it to compile in a container."
            said=$("$native_image" --version 2>&1) || wrong "$native_image --version fails: $said"
            major=$(printf '%s\n' "$said" | sed -n 's/^native-image \([0-9]*\).*/\1/p;s/^GraalVM .*Java Version \([0-9]*\).*/\1/p' | head -n 1)
            [ "${major:-0}" -ge "$oldest_graalvm" ] \
                || wrong "$native_image is '$(printf '%s\n' "$said" | head -n 1)'; one of JDK $oldest_graalvm is needed, which Quarkus 3.34 is made for."
            echo "Compiling by $native_image: $(printf '%s\n' "$said" | head -n 1)" >&2
            maven -Dnative >&2
        else
            engine=$(engine)
            [ -n "$engine" ] || wrong "GRAALVM_HOME is not set, and no container engine answers.$(clients) Either unpack GraalVM or Mandrel for JDK 25 (github.com/graalvm/mandrel/releases) and a C compiler (apt-get install gcc zlib1g-dev), and set GRAALVM_HOME; or install podman (apt-get install podman)."
            builder=$(sed -n 's/^FROM \(.*mandrel-builder-image:[^ ]*\) .*/\1/p' "$here/Containerfile.native")
            echo "Compiling in a container of $builder by $engine" >&2
            maven -Dnative -Dquarkus.native.container-build=true -Dquarkus.native.container-runtime="$engine" \
                -Dquarkus.native.builder-image="$builder" >&2
        fi
        built=$(executable)
        [ -n "$built" ] || wrong "Maven succeeded, but $target/ingest-function-*-runner is not there."
        printf '%s\n' "$built"
        ;;
esac
