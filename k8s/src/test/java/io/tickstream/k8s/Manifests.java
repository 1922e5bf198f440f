package io.tickstream.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** All objects of an overlay. */
record Manifests(List<Manifest> all) {
    private static final YAMLMapper YAML = new YAMLMapper();

    static Manifests parse(String yaml) {
        try {
            return new Manifests(YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml).readAll().stream()
                    .map(document -> new Manifest((ObjectNode) document))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("kustomize printed something that is no YAML", e);
        }
    }

    Stream<Manifest> of(String type) {
        return all.stream().filter(manifest -> manifest.is(type));
    }

    Optional<Manifest> find(String type, String name) {
        return of(type).filter(manifest -> manifest.name().equals(name)).findFirst();
    }

    /** That object, which must be there. */
    Manifest get(String type, String name) {
        return find(type, name).orElseThrow(() -> new AssertionError("There is no %s %s".formatted(type, name)));
    }

    boolean has(String type, String name) {
        return find(type, name).isPresent();
    }

    /** The pods of all objects that make some. */
    List<Pod> pods() {
        return all.stream().flatMap(Pod::of).toList();
    }

    /** The same objects with one of them changed. */
    Manifests with(String type, String name, Consumer<ObjectNode> change) {
        Manifest chosen = get(type, name);
        return new Manifests(all.stream()
                .map(manifest -> {
                    if (!manifest.equals(chosen)) {
                        return manifest;
                    }
                    ObjectNode copy = manifest.json().deepCopy();
                    change.accept(copy);
                    return new Manifest(copy);
                })
                .toList());
    }

    /** The same objects without one of them. */
    Manifests without(String type, String name) {
        Manifest chosen = get(type, name);
        return new Manifests(
                all.stream().filter(manifest -> !manifest.equals(chosen)).toList());
    }
}
