package io.hostmesh.provisioning.balancer;

import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.provisioning.refusal.Refusal;
import io.hostmesh.provisioning.server.Draining;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What groups may ask for their balancers, in their own transactions and with the group locked. */
@ApplicationScoped
public class GroupBalancers implements Draining {

    private final BalancerStore store;
    private final Balancers balancers;
    private final BalancerBoard board;
    private final String host;
    private final PortRange ports;
    private final Duration drain;

    GroupBalancers(BalancerStore store, Balancers balancers, BalancerBoard board, BalancingSettings settings) {
        this.store = store;
        this.balancers = balancers;
        this.board = board;
        this.host = settings.host();
        this.ports = PortRange.parse(settings.ports());
        this.drain = settings.drain();
    }

    /**
     * Gives a group a balancer, changes the one it has, or takes it away; fails with a problem where that cannot be.
     *
     * @param request null leaves it as it is
     */
    public Uni<Void> put(Mutiny.Session session, String groupId, String locationId, @Nullable BalancerRequest request) {
        return store.find(session, groupId).chain(row -> {
            if (row == null) {
                return request == null || !request.wanted()
                        ? Uni.createFrom().voidItem()
                        : create(session, groupId, locationId, request);
            }
            row.locationId = locationId;
            if (request == null) {
                return Uni.createFrom().voidItem();
            }
            return request.wanted() ? change(session, row, request) : store.delete(session, row);
        });
    }

    private Uni<Void> create(Mutiny.Session session, String groupId, String locationId, BalancerRequest request) {
        if (balancers.of(locationId).isEmpty()) {
            throw Problems.refusal(
                    Refusal.NO_BALANCER,
                    "Groups in the location " + locationId + " have no balancer in this installation.");
        }
        int drainSeconds = request.drainSeconds() == null ? (int) drain.toSeconds() : request.drainSeconds();
        return port(session, request.port(), 0)
                .chain(port -> store.insert(
                        session, new BalancerRow(groupId, locationId, port, request.port() != null, drainSeconds)));
    }

    private Uni<Void> change(Mutiny.Session session, BalancerRow row, BalancerRequest request) {
        if (request.drainSeconds() != null) {
            row.drainSeconds = request.drainSeconds();
        }
        if (request.port() == null || request.port() == row.port) {
            row.chosen |= request.port() != null;
            return Uni.createFrom().voidItem();
        }
        return port(session, request.port(), 0)
                .invoke(port -> {
                    row.port = port;
                    row.chosen = true;
                    row.problem = null;
                })
                .replaceWithVoid();
    }

    /** The port that is wished, or the first free one after another. */
    private Uni<Integer> port(Mutiny.Session session, @Nullable Integer wished, int after) {
        if (wished != null && !ports.contains(wished)) {
            throw Problems.invalid(List.of(new FieldError("balancer.port", "must be from " + ports)));
        }
        return store.lockPorts(session).map(taken -> {
            if (wished != null && taken.contains(wished)) {
                throw Problems.refusal(Refusal.PORT_TAKEN, "Another group's balancer has the port " + wished + ".");
            }
            OptionalInt free = wished != null ? OptionalInt.of(wished) : ports.free(taken, after);
            return free.orElseThrow(() -> Problems.refusal(
                    Refusal.NO_PORT_LEFT, "All ports for balancers, from " + ports + ", are in use by other groups."));
        });
    }

    /** Another program has its port. One that nobody chose moves on to the next. */
    Uni<Void> portInUse(Mutiny.Session session, String groupId, int port, String problem) {
        return store.find(session, groupId).chain(row -> {
            if (row == null || row.port != port) {
                return Uni.createFrom().voidItem();
            }
            if (row.chosen) {
                row.problem = problem;
                return Uni.createFrom().voidItem();
            }
            return store.lockPorts(session)
                    .invoke(taken -> {
                        OptionalInt free = ports.free(taken, port);
                        row.problem = free.isPresent() ? null : problem;
                        row.port = free.orElse(port);
                    })
                    .replaceWithVoid();
        });
    }

    public Uni<Void> forget(Mutiny.Session session, String groupId) {
        return store.find(session, groupId)
                .chain(row -> row == null ? Uni.createFrom().voidItem() : store.delete(session, row));
    }

    /** The group's balancer, or an item of null where it has none. */
    public Uni<@Nullable BalancerView> view(Mutiny.Session session, String groupId) {
        return store.find(session, groupId)
                .map(row -> row == null ? null : BalancerView.of(row, host, board.of(groupId)));
    }

    @Override
    public Uni<@Nullable Duration> limit(Mutiny.Session session, String groupId) {
        return store.find(session, groupId)
                .map(row -> row == null || balancers.of(row.locationId).isEmpty()
                        ? null
                        : Duration.ofSeconds(row.drainSeconds));
    }
}
