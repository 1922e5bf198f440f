#!/usr/bin/env bash
# Prepares the native build as far as that goes without a native-image, and looks for what the executable would miss
# only when it runs: whatever is found by its name, from a setting or an annotation.
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd -P)
root=$(dirname -- "$here")
sources=$root/ingest-function/target/native-sources

if [ $# -gt 0 ]; then
    cat <<'END'
Usage: src-native/check-native-sources.sh

Runs Maven with quarkus.native.sources-only=true and checks ingest-function/target/native-sources. Needs no GraalVM.
Exit codes: 0 all there, 1 something is missing or the build failed.
END
    [ "$1" = --help ] && exit 0
    exit 2
fi

rm -rf "$sources"
(cd "$root" && mvn -q -B -ntp -pl ingest-function -am package -DskipTests \
    -Dquarkus.native.enabled=true -Dquarkus.native.sources-only=true)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unpack() { # jar, folder
    mkdir -p "$2"
    (cd "$2" && "${JAVA_HOME:+$JAVA_HOME/bin/}jar" -xf "$1")
}
unpack "$(echo "$sources"/*-runner.jar)" "$work/runner"
unpack "$(echo "$sources"/lib/*.java-driver-core-*.jar)" "$work/driver"
arguments=$sources/native-image.args
config=$work/runner/META-INF/native-image
driver=$work/driver/META-INF/native-image

missing=0
expect() { # what for, text, file or folder
    if ! grep -rqF -e "$2" "$3"; then
        printf 'missing for %s: %s\n' "$1" "$2" >&2
        missing=$((missing + 1))
    fi
}
expect_classes() { # what for, file or folder, class…
    local purpose=$1 place=$2 class
    shift 2
    for class in "$@"; do
        expect "$purpose" "\"$class\"" "$place"
    done
}

expect "HTTPS, of the source, the registry and OAUTHBEARER" --enable-url-protocols=http,https "$arguments"
expect "no JVM in its place" --no-fallback "$arguments"
expect "older processors" -march=compatibility "$arguments"
expect "little memory" -R:MaxHeapSize=128m "$arguments"
expect "little memory" -R:MaxNewSize=16m "$arguments"
for provider in com.sun.security.sasl.Provider \
    org.apache.kafka.common.security.scram.internals.ScramSaslClientProvider \
    org.apache.kafka.common.security.oauthbearer.internals.OAuthBearerSaslClientProvider; do
    expect "SASL" "$provider" "$arguments"
done

kafka=org.apache.kafka.common
expect_classes "SASL" "$config" \
    $kafka.security.plain.PlainLoginModule \
    $kafka.security.scram.ScramLoginModule \
    "$kafka.security.scram.internals.ScramSaslClient\$ScramSaslClientFactory" \
    $kafka.security.oauthbearer.OAuthBearerLoginModule \
    $kafka.security.oauthbearer.OAuthBearerLoginCallbackHandler \
    $kafka.security.oauthbearer.DefaultJwtRetriever \
    $kafka.security.oauthbearer.DefaultJwtValidator \
    $kafka.security.oauthbearer.internals.OAuthBearerRefreshingLogin \
    $kafka.security.oauthbearer.internals.OAuthBearerSaslClientCallbackHandler \
    "$kafka.security.oauthbearer.internals.OAuthBearerSaslClient\$OAuthBearerSaslClientFactory" \
    $kafka.security.authenticator.SaslClientCallbackHandler \
    $kafka.security.authenticator.DefaultLogin \
    "$kafka.security.authenticator.AbstractLogin\$DefaultLoginCallbackHandler" \
    sun.security.util.resources.security
expect_classes "TLS by quarkus.tls" "$config" io.quarkus.kafka.client.tls.QuarkusKafkaSslEngineFactory
expect_classes "Kafka's records" "$config" $kafka.serialization.StringSerializer $kafka.serialization.ByteArraySerializer
# Avro reads MODEL$ and SCHEMA$ of the classes that it meets
expect_classes "Avro" "$config" io.tickstream.contract.avro.CompanyEvent io.tickstream.contract.avro.Rejection \
    io.tickstream.contract.avro.TickReceipt
expect_classes "JSON" "$config" "io.tickstream.ingest.publish.RegistryApi\$Schema" \
    "io.tickstream.ingest.publish.RegistryApi\$Registered" io.tickstream.ingest.trigger.ReceiptJson \
    "com.fasterxml.jackson.databind.PropertyNamingStrategies\$SnakeCaseStrategy"
expect_classes "settings" "$config" io.tickstream.ingest.IngestConfig "io.tickstream.ingest.IngestConfig\$\$CMImpl"
# each class that checks a setting is made by its name
for validator in "$work"/runner/io/tickstream/ingest/*\$Validator.class; do
    class=${validator#"$work/runner/"}
    class=${class%.class}
    expect_classes "settings" "$config/io.tickstream" "${class//\//.}"
done
expect_classes "Cassandra" "$driver" \
    com.datastax.oss.driver.internal.core.loadbalancing.DefaultLoadBalancingPolicy \
    com.datastax.oss.driver.internal.core.connection.ExponentialReconnectionPolicy \
    com.datastax.oss.driver.internal.core.auth.PlainTextAuthProvider \
    com.datastax.oss.driver.internal.core.ssl.DefaultSslEngineFactory
expect "Cassandra" 'reference\\.conf' "$driver"

if [ "$missing" -gt 0 ]; then
    echo "$missing things are missing in $sources. See src-native/README.md." >&2
    exit 1
fi
echo "The native build finds everything: $(wc -w <"$arguments") arguments, $(find "$sources/lib" -name '*.jar' | wc -l) libraries, for GraalVM $(cat "$sources/graalvm.version")."
