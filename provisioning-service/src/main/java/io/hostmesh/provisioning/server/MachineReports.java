package io.hostmesh.provisioning.server;

import io.hostmesh.contracts.ServerEvent.FailureEvidence;
import io.hostmesh.provisioning.driver.Machine;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says in words what a driver saw. */
final class MachineReports {

    private static final int SIGNAL_BASE = 128;

    private static final String OUT_OF_MEMORY = "its machine was killed because it took more memory than its plan has";

    private MachineReports() {}

    static ServerCommand ended(Machine.Ended machine, String driver) {
        if (machine.byHost()) {
            return new ServerCommand.HostStopped(machine.endedAt());
        }
        return new ServerCommand.MachineEnded(
                machine.outOfMemory() ? OUT_OF_MEMORY : because(machine.exitStatus()),
                new FailureEvidence(machine.exitStatus(), machine.lastLogLines(), "driver:" + driver),
                machine.endedAt());
    }

    static ServerCommand.MachineMissing missing(Machine.Absent machine, String driver, Instant now) {
        return new ServerCommand.MachineMissing(
                new FailureEvidence(null, List.of(), "driver:" + driver),
                machine.endedAt() == null ? now : machine.endedAt());
    }

    static ServerCommand.MachineEnded silent(List<String> lastLogLines, Instant at) {
        return new ServerCommand.MachineEnded(
                "it sends no figures and does not answer", new FailureEvidence(null, lastLogLines, "monitoring"), at);
    }

    static ServerCommand.MachineNotMade notMade(String because, List<String> lastLogLines, String driver, Instant at) {
        return new ServerCommand.MachineNotMade(
                because, new FailureEvidence(null, lastLogLines, "driver:" + driver), at);
    }

    static ServerCommand.StepGivenUp givenUp(String problem, int attempts, String observedBy, Instant at) {
        return new ServerCommand.StepGivenUp(
                "given up after " + attempts + " attempts: " + problem,
                new FailureEvidence(null, List.of(), observedBy),
                at);
    }

    private static String because(@Nullable Integer exitStatus) {
        if (exitStatus == null) {
            return "its machine ended";
        }
        return exitStatus > SIGNAL_BASE
                ? "its machine ended by signal " + (exitStatus - SIGNAL_BASE)
                : "its machine ended with exit status " + exitStatus;
    }
}
