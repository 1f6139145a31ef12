package io.hostmesh.provisioning.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.hostmesh.provisioning.balancer.BalancerSpec.Backend;
import io.hostmesh.provisioning.balancer.BalancerStatus.Member;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConvergenceTest {

    private static BalancerSpec spec(String group, int port, Backend... backends) {
        return new BalancerSpec(group, "127.0.0.1", port, "local", List.of(backends));
    }

    private static Backend backend(String id, BalancerSpec.State state) {
        return new Backend(id, id + ":80", state);
    }

    private static BalancerStatus status(String group, int port, Member... members) {
        return new BalancerStatus(group, "127.0.0.1:" + port, port, List.of(members));
    }

    private static Member member(String id, BalancerStatus.State state, @Nullable Integer connections) {
        return new Member(id, id + ":80", state, connections);
    }

    @Test
    void shouldDoNothingWhereAllIsAsItShouldBe() {
        List<BalancerSpec> wanted = List.of(
                spec("grp_1", 1, backend("a", BalancerSpec.State.READY), backend("b", BalancerSpec.State.DRAINING)));
        List<BalancerStatus> seen = List.of(status(
                "grp_1",
                1,
                member("b", BalancerStatus.State.DRAINING, 3),
                member("a", BalancerStatus.State.FAILING, 0)));
        assertEquals(new Convergence.Steps(List.of(), List.of()), Convergence.steps(wanted, seen));
    }

    @Test
    void shouldApplyWhatIsMissingOrDifferentAndRemoveWhatIsUnknown() {
        BalancerSpec missing = spec("grp_1", 1);
        BalancerSpec moved = spec("grp_2", 3);
        BalancerSpec grown = spec("grp_3", 4, backend("a", BalancerSpec.State.READY));
        BalancerSpec drains = spec("grp_4", 5, backend("a", BalancerSpec.State.DRAINING));
        List<BalancerStatus> seen = List.of(
                status("grp_2", 2),
                status("grp_3", 4),
                status("grp_4", 5, member("a", BalancerStatus.State.READY, 1)),
                status("grp_5", 6));
        Convergence.Steps steps = Convergence.steps(List.of(missing, moved, grown, drains), seen);
        assertEquals(List.of(missing, moved, grown, drains), steps.apply());
        assertEquals(List.of("grp_5"), steps.remove());
    }

    @Test
    void shouldLetGoOfADrainingMemberOnlyWhenItIsSeenToHaveNoConnection() {
        List<BalancerSpec> wanted = List.of(spec("grp_1", 1, backend("a", BalancerSpec.State.DRAINING)));
        assertEquals(List.of(), Convergence.drained(wanted, List.of()), "nobody has looked");
        for (Member kept : List.of(
                member("a", BalancerStatus.State.DRAINING, 1),
                member("a", BalancerStatus.State.DRAINING, null),
                member("a", BalancerStatus.State.READY, 0))) {
            assertEquals(List.of(), Convergence.drained(wanted, List.of(status("grp_1", 1, kept))));
        }
        assertEquals(
                List.of("a"),
                Convergence.drained(
                        wanted, List.of(status("grp_1", 1, member("a", BalancerStatus.State.DRAINING, 0)))));
        assertEquals(List.of("a"), Convergence.drained(wanted, List.of(status("grp_1", 1))));
    }

    @Test
    void shouldGiveOutPortsInTurn() {
        PortRange range = PortRange.parse("7410-7412");
        assertEquals(OptionalInt.of(7410), range.free(List.of(), 0));
        assertEquals(OptionalInt.of(7412), range.free(List.of(7410, 7411), 0));
        assertEquals(OptionalInt.of(7410), range.free(List.of(7411), 7412), "the last one was refused");
        assertEquals(
                OptionalInt.empty(),
                range.free(IntStream.range(7410, 7413).boxed().toList(), 0));
        for (String wrong : List.of("7410", "7412-7410", "0-10", "1-70000", "a-b")) {
            assertThrows(IllegalArgumentException.class, () -> PortRange.parse(wrong), wrong);
        }
    }
}
