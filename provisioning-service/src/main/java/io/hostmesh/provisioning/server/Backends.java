package io.hostmesh.provisioning.server;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** What a balancer may know of servers and do to them. */
@ApplicationScoped
public class Backends {

    private final ServerStore store;
    private final ServerWork work;
    private final Clock clock;

    Backends(ServerStore store, ServerWork work, Clock clock) {
        this.store = store;
        this.work = work;
        this.clock = clock;
    }

    /**
     * A member that connections can be open to.
     *
     * @param draining it is to be deleted when it has none any more
     */
    public record Backend(String groupId, String serverId, String address, boolean draining) {}

    /** The groups' members that answer, and those that still do while they are to be deleted. */
    public Uni<List<Backend>> of(Mutiny.Session session, List<String> groupIds) {
        return groupIds.isEmpty()
                ? Uni.createFrom().item(List.of())
                : store.backends(session, groupIds, clock.instant());
    }

    /** These members have no connection any more: their machines can be deleted now. */
    public Uni<Void> drained(Mutiny.Session session, List<String> serverIds) {
        return store.drained(session, serverIds, clock.instant());
    }

    /** Runs that soon after anything happened to servers on this instance. */
    public void onChange(Runnable listener) {
        work.onWake(listener);
    }

    /** Call it after the commit of what {@link #drained} did. */
    public void wake() {
        work.wake();
    }
}
