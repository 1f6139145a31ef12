package io.hostmesh.provisioning.docker;

import io.hostmesh.provisioning.driver.Machine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What was seen of containers that are off, so that a look at all machines does not ask for each of them every time. It is
 * forgotten when the container ends again, and asked for again now and then.
 */
final class EndedMachines {

    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final int MOST = 10_000;

    private final Map<String, Seen> byServer = new ConcurrentHashMap<>();
    private final Clock clock;

    EndedMachines(Clock clock) {
        this.clock = clock;
    }

    private record Seen(String containerId, Machine machine, Instant until) {}

    Optional<Machine> find(Container.Listed listed, Function<Container.Listed, Optional<Machine>> source) {
        Instant now = clock.instant();
        Seen seen = byServer.get(listed.serverId());
        if (seen != null && seen.containerId().equals(listed.id()) && now.isBefore(seen.until())) {
            return Optional.of(seen.machine());
        }
        Optional<Machine> found = source.apply(listed);
        if (byServer.size() >= MOST) {
            byServer.values().removeIf(old -> old.until().isBefore(now));
        }
        if (byServer.size() < MOST) {
            found.ifPresent(machine -> byServer.put(listed.serverId(), new Seen(listed.id(), machine, now.plus(KEPT))));
        }
        return found;
    }

    void forget(String serverId) {
        byServer.remove(serverId);
    }
}
