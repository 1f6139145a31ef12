package io.hostmesh.provisioning.docker;

import io.hostmesh.provisioning.docker.Container.Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Since when the workloads of containers listen, as first seen from here. The engine does not know, and a published port
 * accepts connections before there is anything behind it, so a workload is asked for a byte of its answer.
 */
final class Listening {

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Map<String, Run> seen = new ConcurrentHashMap<>();
    private final Clock clock;

    Listening(Clock clock) {
        this.clock = clock;
    }

    /** One time that a container was on. */
    private record Run(String containerId, @Nullable Instant startedAt, Instant listensSince) {}

    /** Since when, or null where nothing listens yet. What listened once is not asked again before it is started again. */
    @Nullable
    Instant since(Container container) {
        Run known = known(container);
        if (known != null) {
            return known.listensSince();
        }
        if (container.address() == null || !answers(container.address())) {
            return null;
        }
        return seen.merge(
                        container.serverId(),
                        new Run(container.id(), container.startedAt(), clock.instant()),
                        (before, now) -> same(before, container) ? before : now)
                .listensSince();
    }

    /** Since when the workload of a container listened when it was last asked, or null. */
    @Nullable
    Instant knownSince(String serverId, String containerId) {
        Run run = seen.get(serverId);
        return run != null && run.containerId().equals(containerId) ? run.listensSince() : null;
    }

    private @Nullable Run known(Container container) {
        Run run = seen.get(container.serverId());
        return run != null && same(run, container) ? run : null;
    }

    private static boolean same(Run run, Container container) {
        return run.containerId().equals(container.id())
                && run.startedAt() != null
                && run.startedAt().equals(container.startedAt());
    }

    /** Forgets those that are no more, whoever deleted them. */
    void keepOnly(Set<String> serverIds) {
        seen.keySet().retainAll(serverIds);
    }

    void forget(String serverId) {
        seen.remove(serverId);
    }

    private static boolean answers(Address address) {
        int patience = (int) PATIENCE.toMillis();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), patience);
            socket.setSoTimeout(patience);
            socket.getOutputStream()
                    .write(("GET /healthz HTTP/1.0\r\nHost: " + address + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false; // It does not listen, or is not reached from here; both are said by an address that never
            // comes.
        }
    }
}
