package io.hostmesh.monitoring.watch;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
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

    private static final String ADVANCE =
            "update judged_partition set next_offset = :next where partition = :partition and owner = :owner";

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

    /** Notes up to where partitions are judged; fails with {@link LostPartitionException} where they have another owner. */
    Uni<Void> advance(Mutiny.Session session, String owner, Map<Integer, Long> nextOffsets) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Map.Entry<Integer, Long> next : nextOffsets.entrySet()) {
            all = all.chain(() -> session.createNativeQuery(ADVANCE)
                            .setParameter("next", next.getValue())
                            .setParameter("partition", next.getKey())
                            .setParameter("owner", owner)
                            .executeUpdate())
                    .invoke(updated -> {
                        if (updated == 0) {
                            throw new LostPartitionException(next.getKey());
                        }
                    })
                    .replaceWithVoid();
        }
        return all;
    }

    /** Another instance judges that partition now. */
    static final class LostPartitionException extends RuntimeException {
        LostPartitionException(int partition) {
            super("expected to own partition " + partition + ", but another instance does");
        }
    }
}
