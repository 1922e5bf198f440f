package io.tickstream.security;

/**
 * One library in something that we run.
 * @param deployable the module that runs with it
 * @param coordinates group id and artifact id, with a dot between them: files of Quarkus are named like that, and there
 *     it cannot be told where one ends and the other begins
 * @param version as Maven writes it
 * @param origin where it was found, for whoever has to raise it
 */
record Component(String deployable, String coordinates, String version, String origin) {

    boolean isOf(String artifact) {
        return coordinates.equals(artifact.replace(':', '.'));
    }
}
