package io.hostmesh.kit.rehearsal;

import io.hostmesh.kit.event.Cause;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * What a service wants to have practised before it counts: a path that must be fast the first time. It runs with the service's own
 * code in a transaction that is always rolled back, so it may write, and must have no effect outside of its session.
 */
public interface Scene {

    /**
     * Does what is to be practised.
     *
     * @param cause what all of it is done for; its correlation id marks what is logged
     */
    Uni<?> play(Mutiny.Session session, Cause cause);
}
