package io.hostmesh.monitoring.membership;

import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.monitoring.alert.Whereabouts;
import io.hostmesh.monitoring.judge.GroupFact;
import io.hostmesh.monitoring.judge.ServerFact;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Which servers and groups there are, for the other features. */
@ApplicationScoped
public class Membership implements Whereabouts {

    /** Transactions that commit later than others that began after them are not missed within this time. */
    private static final Duration OVERLAP = Duration.ofSeconds(10);

    /** Servers and groups that changed, and the time to ask for the next changes from. */
    public record Changes(List<GroupFact> groups, List<ServerFact> servers, Instant until) {}

    /** Whose a server or group is. */
    public record Owner(@Nullable String accountId) {}

    private final Transactions transactions;
    private final AtomicLong generation = new AtomicLong();

    Membership(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Counts up whenever this instance has learned something. */
    public long generation() {
        return generation.get();
    }

    void changed() {
        generation.incrementAndGet();
    }

    /** All that is not gone. */
    public Uni<Changes> all(Instant now) {
        return read("deleted = false", "state <> DELETED", Instant.EPOCH, now);
    }

    /** What changed after the {@code until} of the changes before; some of it can be known already. */
    public Uni<Changes> since(Instant until, Instant now) {
        return read("changedAt >= :since", "changedAt >= :since", until.minus(OVERLAP), now);
    }

    private Uni<Changes> read(String groups, String servers, Instant since, Instant now) {
        return transactions.inTransaction(session -> list(session, groups, MonitoredGroup.class, since)
                .chain(foundGroups -> list(session, servers, MonitoredServer.class, since)
                        .map(foundServers -> new Changes(
                                foundGroups.stream().map(MonitoredGroup::toFact).toList(),
                                foundServers.stream()
                                        .map(MonitoredServer::toFact)
                                        .toList(),
                                now))));
    }

    private static <T> Uni<List<T>> list(Mutiny.Session session, String condition, Class<T> type, Instant since) {
        Mutiny.SelectionQuery<T> query =
                session.createSelectionQuery("from " + type.getSimpleName() + " where " + condition, type);
        if (condition.contains(":since")) {
            query.setParameter("since", since);
        }
        return query.getResultList();
    }

    /** True unless the group is gone; it stays so until the end of the transaction. */
    public Uni<Boolean> holdGroup(Mutiny.Session session, String groupId) {
        return session.find(MonitoredGroup.class, groupId, LockModeType.PESSIMISTIC_READ)
                .map(group -> group == null || !group.deleted);
    }

    /** The server's name if it should report; it stays so until the end of the transaction. */
    public Uni<Optional<Reporting>> holdReporting(Mutiny.Session session, String serverId) {
        return session.find(MonitoredServer.class, serverId, LockModeType.PESSIMISTIC_READ)
                .map(server -> server == null || !server.shouldReport()
                        ? Optional.empty()
                        : Optional.of(new Reporting(server.name, server.groupId, server.accountId)));
    }

    /** A server that should report. */
    public record Reporting(
            String name, @Nullable String groupId, @Nullable String accountId) {}

    /** Whose that server is, or empty where it is not known. */
    public Uni<Optional<Owner>> ownerOfServer(String serverId) {
        return transactions.inTransaction(session -> session.find(MonitoredServer.class, serverId)
                .map(server -> server == null ? Optional.empty() : Optional.of(new Owner(server.accountId))));
    }

    /**
     * Whose a server is, and where.
     *
     * @param host null where its address is not known
     */
    public record Reach(
            @Nullable String accountId, @Nullable String host) {}

    /** Whose that server is and where, or empty where it is not known. */
    public Uni<Optional<Reach>> reachOfServer(String serverId) {
        return transactions.inTransaction(session -> session.find(MonitoredServer.class, serverId)
                .map(server ->
                        server == null ? Optional.empty() : Optional.of(new Reach(server.accountId, server.host()))));
    }

    /** Whose that group is, or empty where it is not known. */
    public Uni<Optional<Owner>> ownerOfGroup(String groupId) {
        return transactions.inTransaction(session -> session.find(MonitoredGroup.class, groupId)
                .map(group -> group == null ? Optional.empty() : Optional.of(new Owner(group.accountId))));
    }

    /** The group that a server is in, if it is in one. */
    public record Place(@Nullable String groupId) {}

    /** Where that server is among the account's, or empty where the account has no such server. */
    public Uni<Optional<Place>> placeOf(Mutiny.Session session, String accountId, String serverId) {
        return session.find(MonitoredServer.class, serverId)
                .map(server -> server == null || !accountId.equals(server.accountId)
                        ? Optional.empty()
                        : Optional.of(new Place(server.groupId)));
    }

    @Override
    public Uni<Optional<String>> locationOf(Mutiny.Session session, String serverId) {
        return session.createSelectionQuery(
                        "select locationId from MonitoredServer where id = :server and locationId is not null",
                        String.class)
                .setParameter("server", serverId)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    /** The group a server belongs to, as a value that can be absent. */
    public Uni<Optional<String>> groupOfServer(String serverId) {
        return transactions.inTransaction(session -> session.find(MonitoredServer.class, serverId)
                .map(server -> server == null ? Optional.empty() : Optional.ofNullable(server.groupId)));
    }

    /** The newest members of a group, those that are gone included, bounded in number. */
    public Uni<List<String>> membersEver(String groupId, int limit) {
        return transactions.inTransaction(session -> session.createSelectionQuery(
                        "select id from MonitoredServer where groupId = :group order by id desc", String.class)
                .setParameter("group", groupId)
                .setMaxResults(limit)
                .getResultList());
    }
}
