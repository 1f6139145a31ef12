package io.hostmesh.provisioning.group;

/** What members are made of. Two templates that differ in anything are two revisions. */
record Template(String planId, String imageId, String locationId) {}
