package io.hostmesh.provisioning.server;

import io.hostmesh.provisioning.label.Labels;
import java.util.List;

/**
 * What is kept of a server that no decision about its life needs.
 *
 * @param planVersion the version of its plan
 * @param revision of its group's template, from 1
 * @param sshKeys ids of the keys that its machine gets
 * @param hasUserData whether its machine is told something, which is kept apart
 */
record ServerAttributes(
        int planVersion,
        int revision,
        Labels labels,
        List<String> sshKeys,
        boolean hasUserData,
        boolean deletionProtection) {

    static final int FIRST_REVISION = 1;
}
