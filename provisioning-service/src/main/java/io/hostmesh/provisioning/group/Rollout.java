package io.hostmesh.provisioning.group;

/**
 * Which template the members should be made of.
 *
 * @param revision the template's, from 1; members of another one are out of date
 * @param latest the highest revision that there ever was
 */
record Rollout(int revision, int latest) {

    static final Rollout FIRST = new Rollout(1, 1);
}
