package io.hostmesh.provisioning.server;

import io.hostmesh.kit.transaction.Additions;
import io.hostmesh.provisioning.catalogue.Catalogue;
import io.hostmesh.provisioning.catalogue.Plan;
import io.hostmesh.provisioning.quarantine.Quarantine;
import io.hostmesh.provisioning.quota.Amounts;
import io.hostmesh.provisioning.quota.Quotas;
import io.hostmesh.provisioning.refusal.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Whether there is room for servers that are about to be asked for: in the account's quota, and, for a scarce plan, among the
 * location's machines. What is counted stays locked up to the end of the transaction, so that no two take the same room.
 */
@ApplicationScoped
public class Capacity {

    private final Quotas quotas;
    private final Catalogue catalogue;
    private final Quarantine quarantine;
    private final Additions additions;

    Capacity(Quotas quotas, Catalogue catalogue, Quarantine quarantine, Additions additions) {
        this.quotas = quotas;
        this.catalogue = catalogue;
        this.quarantine = quarantine;
        this.additions = additions;
    }

    /**
     * Why not all of them can be had.
     *
     * @param reason the kind of problem
     * @param because in words
     * @param room how many can be had
     */
    public record Shortage(Refusal reason, String because, int room) {}

    /** What stands in the way of that many new servers of a plan's current version; an item of null where nothing does. */
    public Uni<@Nullable Shortage> shortage(
            Mutiny.Session session, String accountId, String planId, String locationId, int servers) {
        return rooms(session, List.of(accountId))
                .chain(rooms -> shortage(session, rooms, accountId, planId, locationId, servers));
    }

    /** Locks the accounts' quotas, and counts what they have of servers. */
    public Uni<Map<String, Quotas.Room>> rooms(Mutiny.Session session, Collection<String> accountIds) {
        return quotas.rooms(session, accountIds, Amounts.ONE_SERVER);
    }

    /** The same for a transaction that has written nothing yet, sent at once; accounts without a row are left out. */
    public Uni<Map<String, Quotas.Room>> roomsAhead(Mutiny.Session session, Collection<String> accountIds) {
        return quotas.roomsAhead(session, accountIds, Amounts.ONE_SERVER);
    }

    /** The same for one of several accounts whose quotas this transaction has locked. */
    public Uni<@Nullable Shortage> shortage(
            Mutiny.Session session,
            Map<String, Quotas.Room> rooms,
            String accountId,
            String planId,
            String locationId,
            int servers) {
        return catalogue.currentPlan(session, planId).chain(plan -> {
            Quotas.Fit fit =
                    room(rooms, accountId).fitting(Amounts.servers(1, plan.vcpus(), plan.memoryMegabytes()), servers);
            return fit.count() < servers
                    ? Uni.createFrom().item(new Shortage(Refusal.QUOTA_EXCEEDED, fit.because(), fit.count()))
                    : units(session, planId, locationId, servers);
        });
    }

    /** The transaction asks for that many servers, which the next one that is asked about has to leave room for. */
    public Uni<Void> take(
            Mutiny.Session session, Map<String, Quotas.Room> rooms, String accountId, String planId, int servers) {
        return catalogue
                .currentPlan(session, planId)
                .invoke(plan ->
                        room(rooms, accountId).take(Amounts.servers(servers, plan.vcpus(), plan.memoryMegabytes())))
                .replaceWithVoid();
    }

    private static Quotas.Room room(Map<String, Quotas.Room> rooms, String accountId) {
        return Objects.requireNonNull(
                rooms.get(accountId), () -> "expected the quota of " + accountId + " to be locked");
    }

    /**
     * What stands in the way of a server becoming one of another plan. Call it before the server is changed, in the same
     * transaction.
     */
    public Uni<@Nullable Shortage> resize(
            Mutiny.Session session, String accountId, Plan from, Plan to, String locationId) {
        BigDecimal vcpus = to.vcpus().subtract(from.vcpus()).max(BigDecimal.ZERO);
        int megabytes = Math.max(0, to.memoryMegabytes() - from.memoryMegabytes());
        return quotas.excess(session, accountId, new Amounts(0, vcpus, megabytes, 0))
                .chain(excess -> excess == null
                        ? units(session, to.id(), locationId, 1)
                        : Uni.createFrom().item(new Shortage(Refusal.QUOTA_EXCEEDED, excess, 0)));
    }

    private Uni<@Nullable Shortage> units(Mutiny.Session session, String planId, String locationId, int servers) {
        return catalogue.lockUnits(session, planId, locationId).chain(units -> {
            if (units == null) {
                return Uni.createFrom().nullItem();
            }
            return taken(session, planId, locationId)
                    .map(taken -> taken + servers <= units
                            ? null
                            : new Shortage(
                                    Refusal.UNITS_EXHAUSTED,
                                    "there are " + units + " machines for " + planId + " in " + locationId + ", and "
                                            + taken + " are in use or in quarantine",
                                    Math.max(0, units - taken)));
        });
    }

    private Uni<Integer> taken(Mutiny.Session session, String planId, String locationId) {
        return additions
                .flush(session)
                .chain(() -> session.createQuery(
                                "select count(*) from ServerRow where locationId = :location and state <> 'deleted'"
                                        + " and (planId = :plan or (state = 'resizing' and toPlanId = :plan))",
                                Long.class)
                        .setParameter("plan", planId)
                        .setParameter("location", locationId)
                        .getSingleResult())
                .chain(servers -> quarantine
                        .abandoned(session, planId, locationId)
                        .map(abandoned -> servers.intValue() + abandoned));
    }
}
