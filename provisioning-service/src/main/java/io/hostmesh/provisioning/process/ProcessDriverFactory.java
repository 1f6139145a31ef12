package io.hostmesh.provisioning.process;

import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.DriverFactory;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** Makes the process driver of a location. */
@ApplicationScoped
class ProcessDriverFactory implements DriverFactory {

    private final ProcessSettings settings;
    private final Clock clock;

    ProcessDriverFactory(ProcessSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return ProcessDriver.NAME;
    }

    @Override
    public Driver make(String locationId) {
        ProcessSettings.Machines machines = Optional.ofNullable(
                        settings.locations().get(locationId))
                .flatMap(ProcessSettings.Location::process)
                .orElseThrow(() -> new ConfigurationException("expected hostmesh.locations." + locationId
                        + ".process.directory and .workload-jar for a location of processes, got neither"));
        Path jar = machines.workloadJar();
        if (!Files.isReadable(jar)) {
            throw new ConfigurationException("expected the workload's jar at " + jar.toAbsolutePath()
                    + "; set HOSTMESH_WORKLOAD_JAR or hostmesh.locations." + locationId + ".process.workload-jar");
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Cgroups groups =
                switch (machines.limits()) {
                    case AUTO ->
                        CgroupSearch.find(
                                machines.cgroup(), machines.directory().toAbsolutePath());
                    case NONE -> Cgroups.NONE;
                };
        return new ProcessDriver(
                machines.directory(),
                new WorkloadCommand(java, jar.toAbsolutePath()),
                machines.grace(),
                new ExitWatch.Looks(machines.lookEvery(), machines.lookAtLonelyEvery()),
                groups,
                clock);
    }
}
