package io.hostmesh.monitoring.alert;

import io.hostmesh.kit.event.Cause;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** Who looks into what alerts are about. */
public interface Investigations {

    /** Begins to look at a server that failed, in the transaction of its caller; {@code cause} is that of the alert. */
    Uni<Void> ofFailedServer(Mutiny.Session session, String alertId, String serverId, Cause cause);
}
