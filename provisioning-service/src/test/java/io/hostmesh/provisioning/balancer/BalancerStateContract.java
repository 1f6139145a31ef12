package io.hostmesh.provisioning.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.balancer.BalancerSpec.Backend;
import io.hostmesh.provisioning.balancer.BalancerSpec.State;
import io.hostmesh.teststack.Await;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every balancer must say of itself, whatever it is that carries the connections. Where that can be had in a test,
 * {@link BalancerContract} asks for the connections too; on Kubernetes it is the nodes of a cluster.
 */
@Timeout(60)
public abstract class BalancerStateContract {

    /** The balancer under test; however often it is asked for, it is the same place. */
    protected abstract Balancer balancer();

    /** The same place as another instance of provisioning has it, which knows nothing of this one. */
    protected Balancer another() {
        return balancer();
    }

    /** A member of that name, which is one letter, that accepts connections. */
    protected abstract Backend backend(String id);

    protected static Backend draining(Backend backend) {
        return new Backend(backend.serverId(), backend.address(), State.DRAINING);
    }

    protected static BalancerSpec spec(String groupId, int port, Backend... backends) {
        return new BalancerSpec(groupId, "127.0.0.1", port, "local", List.of(backends));
    }

    /** A port that nobody uses and the balancer may. */
    protected int freePort() {
        return anyFreePort();
    }

    /** Not of those that the system gives to whoever connects: it could be somebody's before it is used. */
    protected static int anyFreePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Somebody listens there.
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    protected final Optional<BalancerStatus> seen(Balancer by, String groupId) {
        return by.observe().stream()
                .filter(status -> status.groupId().equals(groupId))
                .findFirst();
    }

    protected final void awaitSeen(Balancer by, BalancerSpec spec) {
        Await.until(spec + " to be seen", () -> seen(by, spec.groupId())
                .filter(status -> status.fulfils(spec))
                .isPresent());
    }

    private Set<String> groups() {
        return balancer().observe().stream().map(BalancerStatus::groupId).collect(Collectors.toSet());
    }

    @Test
    void shouldBecomeWhatWasAppliedStepByStep() {
        Backend a = backend("a");
        Backend b = backend("b");
        int port = freePort();
        List<BalancerSpec> life = List.of(
                spec("grp_1", port),
                spec("grp_1", port, a),
                spec("grp_1", port, a, b),
                spec("grp_1", port, draining(a), b),
                spec("grp_1", port, b),
                spec("grp_1", port, a, b));
        for (BalancerSpec step : life) {
            assertTrue(balancer().apply(step).fulfils(step), () -> "after " + step);
            awaitSeen(balancer(), step);
            assertTrue(balancer().apply(step).fulfils(step), () -> "once more changes nothing of " + step);
        }
    }

    @Test
    void shouldMoveToAnotherPort() {
        Backend a = backend("a");
        balancer().apply(spec("grp_1", freePort(), a));
        BalancerSpec moved = spec("grp_1", freePort(), a);
        assertTrue(balancer().apply(moved).fulfils(moved));
        awaitSeen(balancer(), moved);
        assertEquals(1, balancer().observe().size());
    }

    @Test
    void shouldBeFoundAgainByWhoKnowsNothingOfIt() {
        BalancerSpec spec = spec("grp_1", freePort(), backend("a"), draining(backend("b")));
        balancer().apply(spec);
        Balancer next = another();
        awaitSeen(next, spec);
        assertTrue(next.apply(spec).fulfils(spec));
        next.remove("grp_1");
        Await.until("nothing to be left", () -> groups().isEmpty());
    }

    @Test
    void shouldRemoveOneGroupHoweverOftenAndKeepTheOther() {
        BalancerSpec other = spec("grp_2", freePort(), backend("b"));
        balancer().apply(spec("grp_1", freePort(), backend("a")));
        balancer().apply(other);
        balancer().remove("grp_1");
        balancer().remove("grp_1");
        balancer().remove("grp_never");
        Await.until("one group to be left", () -> groups().equals(Set.of("grp_2")));
        awaitSeen(balancer(), other);
    }
}
