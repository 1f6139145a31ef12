package io.hostmesh.provisioning.balancer;

import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.transaction.Glance;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.server.Backends;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What balancers should be, and what came of it: one transaction before and one after each look. */
@ApplicationScoped
class BalancingHandler {

    private final Glance glance;
    private final Transactions transactions;
    private final BalancerStore store;
    private final GroupBalancers groups;
    private final Backends backends;
    private final BalancerBoard board;
    private final Clock clock;
    private final String host;
    private final Duration lease;
    private final String owner;

    BalancingHandler(
            Glance glance,
            Transactions transactions,
            BalancerStore store,
            GroupBalancers groups,
            Backends backends,
            BalancerBoard board,
            Ids ids,
            Clock clock,
            BalancingSettings settings) {
        this.glance = glance;
        this.transactions = transactions;
        this.store = store;
        this.groups = groups;
        this.backends = backends;
        this.board = board;
        this.clock = clock;
        this.host = settings.host();
        this.lease = settings.lease();
        this.owner = ids.eventId();
    }

    /**
     * What should be.
     *
     * @param ours this instance is the one that changes balancers
     * @param problems what is stored as a group's problem
     */
    record Wanted(boolean ours, List<BalancerSpec> specs, Map<String, String> problems) {}

    /**
     * What came of it.
     *
     * @param problems of groups whose balancer is not what it should be
     */
    record Outcome(List<String> drained, List<Problem> problems) {}

    /** @param portInUse another program has the port */
    record Problem(String groupId, int port, @Nullable String because, boolean portInUse) {}

    Uni<Wanted> wanted() {
        Uni<Boolean> any = board.isEmpty()
                ? glance.any("select 1 from balancers limit 1")
                : Uni.createFrom().item(true);
        return any.chain(there -> there ? stored() : Uni.createFrom().item(new Wanted(false, List.of(), Map.of())));
    }

    private Uni<Wanted> stored() {
        return transactions.inTransaction(session -> store.all(session).chain(rows -> {
            Instant now = clock.instant();
            boolean nothing = rows.isEmpty() && board.isEmpty();
            Uni<Boolean> ours = nothing ? Uni.createFrom().item(false) : store.lease(session, owner, now, lease);
            List<String> groupIds = rows.stream().map(row -> row.groupId).toList();
            return ours.chain(leader -> backends.of(session, groupIds)
                    .map(members -> new Wanted(leader, specs(rows, members), problems(rows))));
        }));
    }

    private List<BalancerSpec> specs(List<BalancerRow> rows, List<Backends.Backend> members) {
        Map<String, List<BalancerSpec.Backend>> byGroup = members.stream()
                .collect(Collectors.groupingBy(
                        Backends.Backend::groupId, Collectors.mapping(BalancingHandler::backend, Collectors.toList())));
        List<BalancerSpec> specs = new ArrayList<>();
        for (BalancerRow row : rows) {
            List<BalancerSpec.Backend> own = byGroup.getOrDefault(row.groupId, List.of());
            specs.add(new BalancerSpec(row.groupId, host, row.port, row.locationId, own));
        }
        return specs;
    }

    private static BalancerSpec.Backend backend(Backends.Backend member) {
        return new BalancerSpec.Backend(
                member.serverId(),
                member.address(),
                member.draining() ? BalancerSpec.State.DRAINING : BalancerSpec.State.READY);
    }

    private static Map<String, String> problems(List<BalancerRow> rows) {
        return rows.stream()
                .filter(row -> row.problem != null)
                .collect(Collectors.toMap(row -> row.groupId, row -> String.valueOf(row.problem)));
    }

    Uni<Void> settle(Outcome outcome) {
        if (outcome.drained().isEmpty() && outcome.problems().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return transactions
                .inTransaction(session -> {
                    Uni<Void> done = outcome.drained().isEmpty()
                            ? Uni.createFrom().voidItem()
                            : backends.drained(session, outcome.drained());
                    for (Problem problem : outcome.problems()) {
                        done = done.chain(() -> problem.portInUse()
                                ? groups.portInUse(
                                        session, problem.groupId(), problem.port(), String.valueOf(problem.because()))
                                : store.problem(session, problem.groupId(), problem.because()));
                    }
                    return done;
                })
                .invoke(() -> {
                    if (!outcome.drained().isEmpty()) {
                        backends.wake();
                    }
                });
    }
}
