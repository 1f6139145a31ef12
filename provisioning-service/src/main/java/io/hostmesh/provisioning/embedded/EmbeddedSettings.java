package io.hostmesh.provisioning.embedded;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.time.Duration;

/** What the embedded balancer is told. */
@ConfigMapping(prefix = "hostmesh.embedded-balancer")
interface EmbeddedSettings {

    /** Where it keeps what it needs to be found again; its process ends when the directory is gone. */
    Path directory();

    Path jar();

    /** Most connections at one time, over all groups. */
    int connections();

    /** How many percent of them one group can have while no other has any; each can have so many times what is left. */
    int groupPercent();

    /** Connections that may wait to be accepted, for each group. */
    int backlog();

    /** How long a member may take to accept before another one is tried. */
    Duration connectLimit();

    /** How long a connection may be silent. */
    Duration idleLimit();

    /** How long a connection to a draining member that waits for no answer may be silent. */
    Duration drainQuiet();

    /** Memory for objects, at most. */
    int heapMegabytes();
}
