package io.hostmesh.provisioning.group;

import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.kit.transaction.Transactions;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Forgets activities beyond a group's bound some time after newer ones came, so that no decision waits for it. A group whose
 * activities an instance did not live to forget is pruned after its next one.
 */
@ApplicationScoped
class ActivityPruningHandler {

    private static final int GROUPS_AT_ONCE = 100;

    private final Transactions transactions;
    private final GroupStore store;
    private final Duration period;
    private final Set<String> grown = new HashSet<>();

    ActivityPruningHandler(
            Transactions transactions,
            GroupStore store,
            @ConfigProperty(name = "hostmesh.groups.activities-pruned-every") Duration period) {
        this.transactions = transactions;
        this.store = store;
        this.period = period;
    }

    void start(@Observes StartupEvent started, Recurring recurring) {
        recurring.every("forget-activities", period, this::prune);
    }

    /** Those groups have, or are about to have, new activities. */
    synchronized void grown(Collection<String> groupIds) {
        grown.addAll(groupIds);
    }

    private synchronized Set<String> take() {
        Set<String> taken = new HashSet<>();
        for (Iterator<String> each = grown.iterator(); each.hasNext() && taken.size() < GROUPS_AT_ONCE; ) {
            taken.add(each.next());
            each.remove();
        }
        return taken;
    }

    Uni<Void> prune() {
        Set<String> groups = take();
        return groups.isEmpty()
                ? Uni.createFrom().voidItem()
                : transactions
                        .inTransaction(session -> store.prune(session, groups))
                        .onFailure()
                        .invoke(failure -> grown(groups))
                        .chain(this::prune);
    }
}
