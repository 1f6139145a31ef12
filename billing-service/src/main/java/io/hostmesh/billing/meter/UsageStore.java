package io.hostmesh.billing.meter;

import io.hostmesh.kit.query.AnyOf;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What was used, for the features that ask for money. */
@ApplicationScoped
public class UsageStore {

    /**
     * Which segments are asked for; a null asks for all.
     *
     * @param correlationId what began or ended them
     * @param from together with {@code to}: those in use at any second between
     * @param after the id that the page begins after
     */
    record Filter(
            @Nullable String accountId,
            @Nullable String serverId,
            @Nullable String groupId,
            @Nullable String correlationId,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String after) {}

    Uni<List<UsageSegment>> find(Mutiny.Session session, Filter filter, int limit) {
        Conditions conditions = new Conditions();
        conditions.add("accountId = :account", "account", filter.accountId());
        conditions.add("serverId = :server", "server", filter.serverId());
        conditions.add("groupId = :group", "group", filter.groupId());
        conditions.add(
                "(startCorrelationId = :correlation or endCorrelationId = :correlation)",
                "correlation",
                filter.correlationId());
        conditions.add("(toAt is null or toAt > :from)", "from", filter.from());
        conditions.add("fromAt < :to", "to", filter.to());
        conditions.add("id > :after", "after", filter.after());
        Mutiny.SelectionQuery<UsageSegmentRow> query = session.createSelectionQuery(
                "from UsageSegmentRow" + conditions.where() + " order by id", UsageSegmentRow.class);
        conditions.parameters.forEach(query::setParameter);
        return query.setMaxResults(limit).getResultList().map(UsageStore::segments);
    }

    /** The servers of an account of which not everything known is invoiced, in a fixed order. */
    public Uni<List<String>> unsettledServers(Mutiny.Session session, String accountId) {
        return session.createNativeQuery(
                        "select server_id from metered_server where account_id = :account and not settled order by"
                                + " server_id",
                        String.class)
                .setParameter("account", accountId)
                .getResultList();
    }

    /** The same, with no fact about any of them recorded by anyone else until the transaction ends. */
    public Uni<List<String>> lockUnsettledServers(Mutiny.Session session, String accountId) {
        return session.createNativeQuery("""
            select server_id from metered_server where account_id = :account and not settled
            order by server_id for update\
            """, String.class)
                .setParameter("account", accountId)
                .getResultList();
    }

    /** Every segment of these servers. */
    public Uni<List<UsageSegment>> segmentsOf(Mutiny.Session session, Collection<String> serverIds) {
        if (serverIds.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return session.createSelectionQuery(
                        "from UsageSegmentRow where any_of(serverId, :servers) order by id", UsageSegmentRow.class)
                .setParameter("servers", AnyOf.text(serverIds))
                .getResultList()
                .map(UsageStore::segments);
    }

    /** Marks these servers as invoiced in full, until a new fact about one of them arrives. */
    public Uni<Void> settle(Mutiny.Session session, Collection<String> serverIds) {
        if (serverIds.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return session.createNativeQuery(
                        "update metered_server set settled = true where " + AnyOf.sql("server_id", ":servers"))
                .setParameter("servers", AnyOf.text(serverIds))
                .executeUpdate()
                .replaceWithVoid();
    }

    /**
     * How many seconds an account used of each plan from {@code fromSecond} to before {@code toSecond}; a server that
     * still runs is counted to there.
     */
    public Uni<Map<String, Long>> secondsByPlan(
            Mutiny.Session session, String accountId, long fromSecond, long toSecond) {
        return session.createSelectionQuery("""
            select planId, sum(least(coalesce(toSecond, :to), :to) - greatest(fromSecond, :from))
            from UsageSegmentRow
            where accountId = :account and fromSecond < :to and (toSecond is null or toSecond > :from)
            group by planId\
            """, Object[].class)
                .setParameter("account", accountId)
                .setParameter("from", fromSecond)
                .setParameter("to", toSecond)
                .getResultList()
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(row -> (String) row[0], row -> ((Number) row[1]).longValue())));
    }

    private static List<UsageSegment> segments(List<UsageSegmentRow> rows) {
        return rows.stream().map(UsageSegmentRow::segment).toList();
    }

    /** The conditions of a query whose parameters were given. */
    private static final class Conditions {
        private final List<String> conditions = new ArrayList<>();
        private final Map<String, Object> parameters = new LinkedHashMap<>();

        void add(String condition, String parameter, @Nullable Object value) {
            if (value != null) {
                conditions.add(condition);
                parameters.put(parameter, value);
            }
        }

        String where() {
            return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        }
    }
}
