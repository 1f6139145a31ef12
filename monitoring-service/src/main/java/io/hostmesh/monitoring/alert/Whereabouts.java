package io.hostmesh.monitoring.alert;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Where servers are; told by the feature that knows servers. */
public interface Whereabouts {

    /** The location of that server, or empty where it is not known. */
    Uni<Optional<String>> locationOf(Mutiny.Session session, String serverId);
}
