package io.hostmesh.monitoring.watch;

import io.hostmesh.kit.transaction.Statements;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Up to where the samples of each partition had their effect, kept in the transaction of the effect, and which owner may
 * add to it: a judge that lost a partition without knowing it cannot write any more.
 */
@ApplicationScoped
class JudgedPartitions {

    private static final String CLAIM = """
            insert into judged_partition (partition, owner, next_offset) values (:partition, :owner, 0)
            on conflict (partition) do update set owner = excluded.owner
            """;

    /** One statement, as an alert waits for it. */
    private static final String ADVANCE = """
            update judged_partition set next_offset = cast(next.value as bigint)
            from json_each_text(cast(cast($1 as text) as json)) as next
            where partition = cast(next.key as integer) and owner = $2
            returning partition
            """;

    /** Takes the partitions over and tells up to where each was judged. */
    Uni<Map<Integer, Long>> claim(Mutiny.Session session, String owner, Collection<Integer> partitions) {
        Map<Integer, Long> judged = new HashMap<>();
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Integer partition : partitions) {
            all = all.chain(() -> session.createNativeQuery(CLAIM)
                            .setParameter("partition", partition)
                            .setParameter("owner", owner)
                            .executeUpdate())
                    .chain(() -> session.createNativeQuery(
                                    "select next_offset from judged_partition where partition = :partition", Long.class)
                            .setParameter("partition", partition)
                            .getSingleResult())
                    .invoke(next -> judged.put(partition, next))
                    .replaceWithVoid();
        }
        return all.replaceWith(judged);
    }

    /** Notes up to where partitions are judged, at once; fails with {@link LostPartitionException} where they have another owner. */
    Uni<Void> advance(Mutiny.Session session, String owner, Map<Integer, Long> nextOffsets) {
        if (nextOffsets.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String next = nextOffsets.entrySet().stream()
                .map(each -> "\"" + each.getKey() + "\":" + each.getValue())
                .collect(Collectors.joining(",", "{", "}"));
        return Statements.rows(session, ADVANCE, next, owner)
                .invoke(advanced -> {
                    if (advanced.size() < nextOffsets.size()) {
                        throw new LostPartitionException(nextOffsets.keySet());
                    }
                })
                .replaceWithVoid();
    }

    /** Another instance judges one of those partitions now. */
    static final class LostPartitionException extends RuntimeException {
        LostPartitionException(Set<Integer> partitions) {
            super("expected to own partitions " + partitions + ", but another instance has one of them");
        }
    }
}
