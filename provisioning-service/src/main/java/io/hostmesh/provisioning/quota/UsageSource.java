package io.hostmesh.provisioning.quota;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** A feature whose objects count against quotas. */
public interface UsageSource {

    /** How much the account has of it now, as the transaction sees it. */
    Uni<Amounts> used(Mutiny.Session session, String accountId);
}
