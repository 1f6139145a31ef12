package io.hostmesh.provisioning.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.hostmesh.provisioning.balancer.BalancingHandler.Outcome;
import io.hostmesh.provisioning.balancer.BalancingHandler.Problem;
import io.hostmesh.provisioning.balancer.BalancingHandler.Wanted;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the other groups, and what an operator reads, where something cannot be done. */
class ConvergingTest {

    /** Balancers in memory, which do not let go of some groups, and do not answer when they are told not to. */
    private static final class Stubborn implements Balancer {

        private final Map<String, BalancerStatus> there = new TreeMap<>();
        private final Set<String> kept = new HashSet<>();
        private @Nullable String silentBecause;

        @Override
        public String name() {
            return "stubborn";
        }

        @Override
        public BalancerStatus apply(BalancerSpec spec) {
            BalancerStatus status = new BalancerStatus(spec.groupId(), "here", spec.port(), List.of());
            there.put(spec.groupId(), status);
            return status;
        }

        @Override
        public List<BalancerStatus> observe() {
            if (silentBecause != null) {
                throw new BalancerException(silentBecause);
            }
            return List.copyOf(there.values());
        }

        @Override
        public void remove(String groupId) {
            if (kept.contains(groupId)) {
                throw new BalancerException("it is kept");
            }
            there.remove(groupId);
        }

        @Override
        public void close() {}
    }

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Stubborn balancer = new Stubborn();
    private final BalancerBoard board = new BalancerBoard(meters);
    private final Converging converging = new Converging(
            new Balancers("stubborn", Map.of(), List.of(new BalancerFactory.ForAll() {
                @Override
                public String name() {
                    return "stubborn";
                }

                @Override
                public Balancer open() {
                    return balancer;
                }
            })),
            board);
    private final List<String> warnings = new ArrayList<>();
    private final Logger logger = Logger.getLogger(Converging.class.getName());
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                warnings.add(String.format(entry.getMessage(), entry.getParameters()));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(listening);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(listening);
    }

    private static BalancerSpec spec(String groupId, int port) {
        return new BalancerSpec(groupId, "127.0.0.1", port, "local", List.of());
    }

    private static Wanted wanted(BalancerSpec... specs) {
        return new Wanted(true, List.of(specs), Map.of());
    }

    @Test
    void shouldChangeTheOthersAlthoughOneGroupIsNotRemoved() {
        balancer.apply(spec("grp_1", 1));
        balancer.apply(spec("grp_2", 2));
        balancer.kept.add("grp_1");
        for (int look = 0; look < 3; look++) {
            assertEquals(
                    List.of(), converging.converge(wanted(spec("grp_3", 3))).problems());
            assertEquals(Set.of("grp_1", "grp_3"), balancer.there.keySet());
            assertNotNull(board.of("grp_1"), "it is still there");
            assertNull(board.of("grp_2"));
        }
        balancer.kept.clear();
        converging.converge(wanted(spec("grp_3", 3)));
        assertEquals(Set.of("grp_3"), balancer.there.keySet());
        assertEquals(List.of("balancer is not removed group=grp_1 cause=it is kept"), warnings);
    }

    @Test
    void shouldSayWhoseConnectionsWait() {
        BalancerSpec spec = spec("grp_1", 1);
        BalancerRow row = new BalancerRow("grp_1", "local", 1, false, false, 30);
        for (boolean full : new boolean[] {false, true, true, false, true}) {
            balancer.there.put("grp_1", new BalancerStatus("grp_1", "here", 1, full, List.of()));
            converging.converge(wanted(spec));
            assertEquals(
                    full ? 1 : 0, meters.get("hostmesh.balancing.full").gauge().value());
            BalancerView view = BalancerView.of(row, null, board.of("grp_1"));
            assertEquals("active", view.state());
            assertEquals(
                    full ? "it has as many connections as it may have now; more wait until some end" : null,
                    view.because());
        }
        String warning = "balancer has as many connections as it may have, more wait group=grp_1";
        assertEquals(List.of(warning, warning), warnings);
    }

    @Test
    void shouldSayOnceThatNobodyAnswersAndAgainAfterSomebodyDid() {
        Wanted wanted = wanted(spec("grp_1", 1), spec("grp_2", 2));
        for (String because : new @Nullable String[] {"no socket", "no socket", "hangs", null, "hangs"}) {
            balancer.silentBecause = because;
            Outcome outcome = converging.converge(wanted);
            assertEquals(
                    because == null
                            ? List.of()
                            : List.of(new Problem("grp_1", 1, because, false), new Problem("grp_2", 2, because, false)),
                    outcome.problems());
        }
        warnings.removeIf(warning -> warning.startsWith("balancer is not what it should be"));
        assertEquals(
                List.of(
                        "balancers cannot be looked at with=stubborn cause=no socket",
                        "balancers cannot be looked at with=stubborn cause=hangs",
                        "balancers cannot be looked at with=stubborn cause=hangs"),
                warnings);
    }
}
