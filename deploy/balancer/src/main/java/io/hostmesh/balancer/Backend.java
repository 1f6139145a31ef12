package io.hostmesh.balancer;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A member of a group, with the connections that it has. Only for the thread of the event loop. */
final class Backend {

    private static final long FIRST_PENALTY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST_DOUBLINGS = 3;
    private static final int RESETS_IN_A_ROW = 3;

    private final String id;
    private final String address;
    private final InetSocketAddress target;
    private final Set<Relay> relays = new HashSet<>();
    private boolean draining;
    private int failures;
    private int resets;
    private int connecting;
    private long retryAtNanos;

    Backend(BackendSpec spec) {
        this.id = spec.id();
        this.address = spec.address();
        this.target = spec.target();
        this.draining = spec.draining();
    }

    boolean is(BackendSpec spec) {
        return id.equals(spec.id()) && address.equals(spec.address());
    }

    InetSocketAddress target() {
        return target;
    }

    String id() {
        return id;
    }

    boolean draining() {
        return draining;
    }

    void draining(boolean drains) {
        draining = drains;
    }

    int connections() {
        return relays.size();
    }

    /** True if it can be given a new connection. After a failure it is tried again by one connection first. */
    boolean usable(long nowNanos) {
        return !draining && (failures == 0 || (nowNanos - retryAtNanos >= 0 && connecting == 0));
    }

    void add(Relay relay) {
        relays.add(relay);
        connecting++;
    }

    void remove(Relay relay) {
        relays.remove(relay);
    }

    void accepted() {
        connecting--;
        if (failures > 0) {
            Log.line("member " + id + " at " + address + " accepts connections again");
        }
        failures = 0;
    }

    void refused(long nowNanos, String because) {
        connecting--;
        penalize(nowNanos, because);
    }

    void givenUp() {
        connecting--;
    }

    /** One that resets every connection before it answers would be given all of them, because it has the fewest. */
    void reset(long nowNanos) {
        resets++;
        if (resets >= RESETS_IN_A_ROW) {
            penalize(nowNanos, "it resets connections without an answer");
        }
    }

    void spoke() {
        resets = 0;
    }

    private void penalize(long nowNanos, String because) {
        if (failures == 0) {
            Log.line("member " + id + " at " + address + " gets no connections for a while: " + because);
        }
        retryAtNanos = nowNanos + (FIRST_PENALTY_NANOS << Math.min(failures, MOST_DOUBLINGS));
        failures++;
    }

    /** Connections, to be changed while they are walked through. */
    List<Relay> relays() {
        return List.copyOf(relays);
    }

    BackendStatus status() {
        String state = draining ? "draining" : failures > 0 ? "failing" : "ready";
        return new BackendStatus(id, address, state, relays.size());
    }
}
