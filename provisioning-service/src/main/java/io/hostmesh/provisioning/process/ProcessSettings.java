package io.hostmesh.provisioning.process;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What the process driver is told about each of its locations. */
@ConfigMapping(prefix = "hostmesh.locations")
interface ProcessSettings {

    @WithParentName
    Map<String, Location> locations();

    /** The part of a location that is about processes. */
    interface Location {

        Optional<Machines> process();
    }

    /** Where machines are, and what they run. */
    interface Machines {

        Path directory();

        Path workloadJar();

        /** How long a machine's process may take to end before it is killed. */
        @WithDefault("2s")
        Duration grace();

        /** How often all machines are looked at for one that ended without leaving word. */
        @WithDefault("1s")
        Duration lookEvery();

        /** How often those are looked at that nobody is left for to leave word. */
        @WithDefault("50ms")
        Duration lookAtLonelyEvery();

        /** Whether machines are held to their vCPUs and memory. */
        @WithDefault("auto")
        Limits limits();

        /** The parent of the control groups that hold them, below the root of each hierarchy. */
        @WithDefault("hostmesh")
        String cgroup();
    }

    /** Whether machines are held to what they may take. */
    enum Limits {
        /** Where this user may do that. */
        AUTO,
        NONE
    }
}
