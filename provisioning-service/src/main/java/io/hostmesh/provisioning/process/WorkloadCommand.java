package io.hostmesh.provisioning.process;

import io.hostmesh.provisioning.driver.MachineSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** What a machine of the process driver runs: the workload's jar on a Java virtual machine kept small. */
final class WorkloadCommand implements Function<MachineSpec, List<String>> {

    private final Path java;
    private final Path jar;

    WorkloadCommand(Path java, Path jar) {
        this.java = java;
        this.jar = jar;
    }

    @Override
    public List<String> apply(MachineSpec spec) {
        int heap = Math.max(16, spec.memoryMegabytes() * 3 / 8);
        return List.of(
                java.toString(),
                "-Xms8m",
                "-Xmx" + heap + "m",
                "-Xss256k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=16m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-Dhostmesh.server=" + spec.serverId(),
                "-jar",
                jar.toString());
    }
}
