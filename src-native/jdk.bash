# shellcheck shell=bash
# Finds JDKs. To be sourced.

# prints the Java version of the JDK in folder $1, such as 17; nothing if there is none
jdk_version() {
    "$1/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p'
}

# prints the home of a JDK of version $1: the one that JAVA<version>_HOME names, JAVA_HOME, the one on the PATH, or one
# in a well-known folder; nothing if there is none
find_jdk() {
    local wanted=$1 named="JAVA$1_HOME" on_path='' home
    if command -v java >/dev/null; then
        on_path=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
    fi
    for home in "${!named:-}" "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/*-"$wanted"* \
        "${HOME:-}"/.sdkman/candidates/java/"$wanted".* /opt/homebrew/opt/openjdk@"$wanted" \
        /Library/Java/JavaVirtualMachines/*-"$wanted"*/Contents/Home; do
        if [ -n "$home" ] && [ -x "$home/bin/java" ] && [ "$(jdk_version "$home")" = "$wanted" ]; then
            printf '%s' "$home"
            return
        fi
    done
}
