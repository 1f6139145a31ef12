package io.hostmesh.provisioning.server;

import io.hostmesh.provisioning.label.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a server that no decision about its life needs.
 *
 * @param planVersion the version of its plan
 * @param sshKeys ids of the keys that its machine gets
 * @param userData what its machine is told, or null
 */
record ServerAttributes(
        int planVersion,
        Labels labels,
        List<String> sshKeys,
        @Nullable String userData,
        boolean deletionProtection) {

    /** Without the user data, which can hold secrets. */
    @Override
    public String toString() {
        return "ServerAttributes[plan version " + planVersion + ", " + labels + ", " + sshKeys + "]";
    }
}
