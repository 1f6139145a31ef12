package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.policy.Forecast;
import io.hostmesh.provisioning.policy.Forecast.Hour;
import io.hostmesh.provisioning.policy.Loads;
import io.hostmesh.provisioning.policy.ScalingMemory.LoadBucket;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/** What groups carried, in the database. */
@ApplicationScoped
class LoadStore {

    private static final Duration KEPT = Duration.ofDays(Forecast.LONGEST_HISTORY_DAYS + 1);

    /** The load of all members together in the span that begins then. */
    record Span(String metric, Instant at, double mean) {}

    /** Keeps spans that have ended, and forgets those that are too old. */
    Uni<Void> keep(Mutiny.Session session, String groupId, List<LoadBucket> ended, Instant now) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (LoadBucket bucket : ended) {
            done = done.chain(() -> session.createNativeQuery(
                            "insert into group_loads (group_id, metric, at, mean, peak, figures)"
                                    + " values (:group, :metric, :at, :mean, :peak, :figures)"
                                    + " on conflict (group_id, metric, at) do nothing")
                    .setParameter("group", groupId)
                    .setParameter("metric", bucket.metric())
                    .setParameter("at", bucket.from())
                    .setParameter("mean", Loads.mean(bucket))
                    .setParameter("peak", bucket.peak())
                    .setParameter("figures", bucket.figures())
                    .executeUpdate()
                    .replaceWithVoid());
        }
        return ended.isEmpty()
                ? done
                : done.chain(() -> session.createNativeQuery(
                                        "delete from group_loads where group_id = :group and at < :oldest")
                                .setParameter("group", groupId)
                                .setParameter("oldest", now.minus(KEPT))
                                .executeUpdate())
                        .replaceWithVoid();
    }

    Uni<Void> delete(Mutiny.Session session, String groupId) {
        return session.createNativeQuery("delete from group_loads where group_id = :group")
                .setParameter("group", groupId)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** The largest load of each hour, by metric, oldest first. */
    Uni<Map<String, List<Hour>>> history(Mutiny.Session session, String groupId, Instant now) {
        return session.createNativeQuery(
                        "select metric, cast(floor(extract(epoch from at) / 3600) as bigint) as hour, max(mean)"
                                + " from group_loads where group_id = :group and at >= :oldest group by 1, 2 order by 1, 2",
                        Object[].class)
                .setParameter("group", groupId)
                .setParameter("oldest", now.minus(KEPT))
                .getResultList()
                .map(rows -> {
                    Map<String, List<Hour>> hours = new LinkedHashMap<>();
                    for (Object[] row : rows) {
                        Instant start = Instant.ofEpochSecond(((Number) row[1]).longValue() * 3600);
                        hours.computeIfAbsent((String) row[0], metric -> new ArrayList<>())
                                .add(new Hour(start, ((Number) row[2]).doubleValue()));
                    }
                    return hours;
                });
    }

    /** What is kept of a stretch of time, oldest first. */
    Uni<List<Span>> spans(Mutiny.Session session, String groupId, Instant from, Instant to) {
        return session.createNativeQuery(
                        "select metric, cast(extract(epoch from at) as bigint), mean from group_loads"
                                + " where group_id = :group and at >= :from and at < :to order by at, metric",
                        Object[].class)
                .setParameter("group", groupId)
                .setParameter("from", from)
                .setParameter("to", to)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new Span(
                                (String) row[0],
                                Instant.ofEpochSecond(((Number) row[1]).longValue()),
                                ((Number) row[2]).doubleValue()))
                        .toList());
    }
}
