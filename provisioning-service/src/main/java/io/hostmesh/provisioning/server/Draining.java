package io.hostmesh.provisioning.server;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Lets the connections of a running member end before its machine does. */
public interface Draining {

    /** For how long at most, or an item of null where nothing spreads connections over the group's members. */
    Uni<@Nullable Duration> limit(Mutiny.Session session, String groupId);
}
