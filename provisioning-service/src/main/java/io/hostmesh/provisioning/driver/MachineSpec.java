package io.hostmesh.provisioning.driver;

import java.math.BigDecimal;
import java.util.Map;

/**
 * What a machine should be.
 *
 * @param serverId the server it belongs to, which is also its tag
 * @param generation from 1; a rebuild of the server raises it
 * @param vcpus how much of processors it may use on average
 * @param environment what its workload finds in its environment, secrets included
 */
public record MachineSpec(
        String serverId,
        int generation,
        String imageId,
        String locationId,
        BigDecimal vcpus,
        int memoryMegabytes,
        Map<String, String> environment) {

    /** Without the environment, which holds secrets. */
    @Override
    public String toString() {
        return "MachineSpec[" + serverId + " generation " + generation + ", " + imageId + ", " + vcpus + " vCPU, "
                + memoryMegabytes + " MB]";
    }
}
