package io.tickstream.security;

import org.apache.maven.artifact.versioning.DefaultArtifactVersion;
import org.apache.maven.artifact.versioning.InvalidVersionSpecificationException;
import org.apache.maven.artifact.versioning.VersionRange;

/**
 * One known fault of one artifact.
 * @param id CVE where there is one, else GHSA
 * @param artifact group id and artifact id, with a colon between them
 * @param affected versions, as Maven writes ranges
 * @param severity low, medium, high or critical
 * @param source where range and severity were read
 * @param summary in our words
 */
record Advisory(String id, String artifact, String affected, String severity, String source, String summary) {

    boolean concerns(Component component) {
        return component.isOf(artifact) && range().containsVersion(new DefaultArtifactVersion(component.version()));
    }

    VersionRange range() {
        try {
            return VersionRange.createFromVersionSpec(affected);
        } catch (InvalidVersionSpecificationException e) {
            throw new IllegalArgumentException(
                    "known-vulnerable.json: %s of %s has the range %s, which Maven cannot read. Write it like [1.0,1.2),[2.0,2.1)"
                            .formatted(id, artifact, affected),
                    e);
        }
    }
}
