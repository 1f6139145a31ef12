package io.hostmesh.provisioning.quota;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/** A feature whose objects count against quotas. */
public interface UsageSource {

    /**
     * How much each of the accounts has of it now, as the database sees it: who wrote something before writes it out first. May be
     * sent at once (see {@link io.hostmesh.kit.transaction.Statements}). Those that have nothing may be left out.
     */
    Uni<Map<String, Amounts>> used(Mutiny.Session session, Collection<String> accountIds);

    /** Whether what it counts can be in the way of having that much more. */
    boolean concerns(Amounts asked);
}
