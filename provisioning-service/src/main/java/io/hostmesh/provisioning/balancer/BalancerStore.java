package io.hostmesh.provisioning.balancer;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Balancers in the database. */
@ApplicationScoped
class BalancerStore {

    /** A lease that ends later than so many of them from now was taken before the clock went back. */
    private static final int LEASES_AHEAD = 20;

    /** Whoever gives out a port holds this until it commits. */
    private static final long PORTS_LOCK = 7_004_004_001L;

    Uni<@Nullable BalancerRow> find(Mutiny.Session session, String groupId) {
        return session.find(BalancerRow.class, groupId);
    }

    Uni<Void> insert(Mutiny.Session session, BalancerRow row) {
        return session.persist(row);
    }

    Uni<Void> delete(Mutiny.Session session, BalancerRow row) {
        return session.remove(row);
    }

    Uni<List<BalancerRow>> all(Mutiny.Session session) {
        return session.createQuery("from BalancerRow order by groupId", BalancerRow.class)
                .getResultList();
    }

    /** The ports that balancers of this installation's host have, which nobody else changes before this transaction ends. */
    Uni<List<Integer>> lockPorts(Mutiny.Session session) {
        return session.createNativeQuery("select cast(pg_advisory_xact_lock(:key) as text)", String.class)
                .setParameter("key", PORTS_LOCK)
                .getResultList()
                .chain(() -> session.flush())
                .chain(() -> session.createQuery("select port from BalancerRow where not ownAddress", Integer.class)
                        .getResultList());
    }

    /** True if that owner is the one who changes balancers, for so long. */
    Uni<Boolean> lease(Mutiny.Session session, String owner, Instant now, Duration lease) {
        return session.createNativeQuery(
                        "insert into balancer_lease (id, owner, leased_until) values (1, :owner, :until)"
                                + " on conflict (id) do update set owner = excluded.owner, leased_until = excluded.leased_until"
                                + " where balancer_lease.owner = excluded.owner or balancer_lease.leased_until < :now"
                                + " or balancer_lease.leased_until > :tooFar")
                .setParameter("owner", owner)
                .setParameter("until", now.plus(lease))
                .setParameter("tooFar", now.plus(lease.multipliedBy(LEASES_AHEAD)))
                .setParameter("now", now)
                .executeUpdate()
                .map(changed -> changed > 0);
    }

    Uni<Void> problem(Mutiny.Session session, String groupId, @Nullable String problem) {
        return session.createMutationQuery("update BalancerRow set problem = :problem where groupId = :group")
                .setParameter("problem", problem)
                .setParameter("group", groupId)
                .executeUpdate()
                .replaceWithVoid();
    }
}
