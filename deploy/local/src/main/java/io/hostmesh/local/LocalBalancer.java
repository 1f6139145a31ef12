package io.hostmesh.local;

import io.hostmesh.embedded.ProcessRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The process that carries the connections of groups. It lives on without provisioning, as servers do. */
final class LocalBalancer {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private LocalBalancer() {}

    /** The process that runs for that folder, or empty. */
    static Optional<ProcessRecord> running(Path folder) {
        return LocalServers.read("balancer", folder.resolve("process"));
    }

    /** Ends it; false if none ran. */
    static boolean end(Path folder) {
        Optional<ProcessRecord> running = running(folder);
        running.ifPresent(balancer -> balancer.stop(GRACE));
        return running.isPresent();
    }
}
