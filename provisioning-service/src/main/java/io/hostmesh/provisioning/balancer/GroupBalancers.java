package io.hostmesh.provisioning.balancer;

import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.provisioning.refusal.Refusal;
import io.hostmesh.provisioning.server.Draining;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
     * @return whether the group's owner sees something else now
     */
    public Uni<Boolean> put(
            Mutiny.Session session, String groupId, String locationId, @Nullable BalancerRequest request) {
        return store.find(session, groupId).chain(row -> {
            if (row == null) {
                return request == null || !request.wanted()
                        ? Uni.createFrom().item(false)
                        : create(session, groupId, locationId, request).replaceWith(true);
            }
            if (request != null && !request.wanted()) {
                return store.delete(session, row).replaceWith(true);
            }
            int port = row.port;
            int drainSeconds = row.drainSeconds;
            return change(session, row, locationId, request)
                    .map(done -> row.port != port || row.drainSeconds != drainSeconds);
        });
    }

    private Uni<Void> create(Mutiny.Session session, String groupId, String locationId, BalancerRequest request) {
        boolean own = require(locationId).hasOwnAddresses();
        int drainSeconds = request.drainSeconds() == null ? (int) drain.toSeconds() : request.drainSeconds();
        return port(session, request.port(), own)
                .chain(port -> store.insert(
                        session,
                        new BalancerRow(groupId, locationId, port, request.port() != null, own, drainSeconds)));
    }

    private Balancer require(String locationId) {
        return balancers
                .of(locationId)
                .orElseThrow(() -> Problems.refusal(
                        Refusal.NO_BALANCER,
                        "Groups in the location " + locationId + " have no balancer in this installation."));
    }

    private Uni<Void> change(
            Mutiny.Session session, BalancerRow row, String locationId, @Nullable BalancerRequest request) {
        boolean own = row.ownAddress;
        if (!row.locationId.equals(locationId)) {
            own = require(locationId).hasOwnAddresses();
            row.locationId = locationId;
        }
        if (request != null && request.drainSeconds() != null) {
            row.drainSeconds = request.drainSeconds();
        }
        Integer wished = request == null ? null : request.port();
        row.chosen |= wished != null;
        boolean same = wished == null || wished == row.port;
        if (same && (own || !row.ownAddress)) {
            row.ownAddress = own;
            return Uni.createFrom().voidItem();
        }
        boolean ownNow = own;
        return port(session, wished == null && row.chosen ? Integer.valueOf(row.port) : wished, own)
                .invoke(port -> {
                    row.port = port;
                    row.ownAddress = ownNow;
                    row.problem = null;
                })
                .replaceWithVoid();
    }

    /** A group went back to where its members were before, without anybody asking for it; its balancer goes too, if it can. */
    public Uni<Void> follow(Mutiny.Session session, String groupId, String locationId) {
        Optional<Balancer> there = balancers.of(locationId);
        return store.find(session, groupId).chain(row -> {
            if (row == null || row.locationId.equals(locationId)) {
                return Uni.createFrom().voidItem();
            }
            row.locationId = locationId;
            boolean own = there.map(Balancer::hasOwnAddresses).orElse(row.ownAddress);
            if (own || !row.ownAddress) {
                row.ownAddress = own;
                return Uni.createFrom().voidItem();
            }
            return store.lockPorts(session)
                    .invoke(taken -> {
                        OptionalInt free = ports.contains(row.port) && !taken.contains(row.port)
                                ? OptionalInt.of(row.port)
                                : ports.free(taken, 0);
                        row.problem = free.isPresent() ? null : "all ports, from " + ports + ", are in use";
                        row.ownAddress = free.isEmpty();
                        row.port = free.orElse(row.port);
                    })
                    .replaceWithVoid();
        });
    }

    /** The port that is wished, or else the first one that is free. */
    private Uni<Integer> port(Mutiny.Session session, @Nullable Integer wished, boolean own) {
        if (own) {
            return Uni.createFrom().item(wished == null ? ports.from() : wished);
        }
        if (wished != null && !ports.contains(wished)) {
            throw Problems.invalid(List.of(new FieldError("balancer.port", "must be from " + ports)));
        }
        return store.lockPorts(session).map(taken -> {
            if (wished != null && taken.contains(wished)) {
                throw Problems.refusal(Refusal.PORT_TAKEN, "Another group's balancer has the port " + wished + ".");
            }
            OptionalInt free = wished != null ? OptionalInt.of(wished) : ports.free(taken, 0);
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
                .map(row -> row == null ? null : BalancerView.of(row, addressBefore(row), board.of(groupId)));
    }

    private @Nullable String addressBefore(BalancerRow row) {
        return balancers
                .of(row.locationId)
                .map(balancer -> balancer.address(row.groupId, host, row.port))
                .orElse(null);
    }

    @Override
    public Uni<@Nullable Duration> limit(Mutiny.Session session, String groupId) {
        return store.find(session, groupId)
                .map(row -> row == null || balancers.of(row.locationId).isEmpty()
                        ? null
                        : Duration.ofSeconds(row.drainSeconds));
    }
}
