package io.hostmesh.provisioning.quarantine;

import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.query.AnyOf;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** What servers and the catalogue need to know of machines in quarantine, and say of theirs. */
@ApplicationScoped
public class Quarantine {

    private final Ids ids;

    Quarantine(Ids ids) {
        this.ids = ids;
    }

    /** A server of a scarce plan that failed. */
    public record Suspect(
            String serverId, String accountId, String planId, String locationId, String because, Instant failedAt) {}

    /** Keeps the machine of a failed server; one that is kept already stays as it is. */
    public Uni<Void> hold(Mutiny.Session session, Suspect suspect) {
        return session.createNativeQuery("insert into quarantine (id, server_id, account_id, plan_id, location_id,"
                        + " because, since, state) values (:id, :server, :account, :plan, :location, :because, :since,"
                        + " 'held') on conflict do nothing")
                .setParameter("id", ids.next("qtn"))
                .setParameter("server", suspect.serverId())
                .setParameter("account", suspect.accountId())
                .setParameter("plan", suspect.planId())
                .setParameter("location", suspect.locationId())
                .setParameter("because", suspect.because())
                .setParameter("since", suspect.failedAt())
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Those of the servers whose machines are kept. */
    public Uni<List<String>> held(Mutiny.Session session, List<String> serverIds) {
        return serverIds.isEmpty()
                ? Uni.createFrom().item(List.of())
                : session.createQuery(
                                "select serverId from QuarantineRow where any_of(serverId, :ids) and state <>"
                                        + " 'cleared'",
                                String.class)
                        .setParameter("ids", AnyOf.text(serverIds))
                        .getResultList();
    }

    /** The server is deleted, and its machine is nobody's from now on. */
    public Uni<Void> abandon(Mutiny.Session session, String serverId, Instant at) {
        return session.createNativeQuery("update quarantine set server_deleted_at = :at where server_id = :server"
                        + " and state <> 'cleared' and server_deleted_at is null")
                .setParameter("at", at)
                .setParameter("server", serverId)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** How many machines for that plan there are in a location that no server has and nobody may get. */
    public Uni<Integer> abandoned(Mutiny.Session session, String planId, String locationId) {
        return session.createQuery(
                        "select count(*) from QuarantineRow where planId = :plan and locationId = :location"
                                + " and state <> 'cleared' and serverDeletedAt is not null",
                        Long.class)
                .setParameter("plan", planId)
                .setParameter("location", locationId)
                .getSingleResult()
                .map(Long::intValue);
    }
}
