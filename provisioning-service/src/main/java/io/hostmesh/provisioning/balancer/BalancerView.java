package io.hostmesh.provisioning.balancer;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A group's balancer as the API shows it.
 *
 * @param address host:port, to which customers connect, or null as long as it is not known
 * @param state {@code pending} until it can be reached there, then {@code active}; {@code failed} if it cannot be what it should be
 * @param because why it failed, or why new connections wait
 */
public record BalancerView(
        @Nullable String address,
        String state,
        @Nullable String because,
        int port,
        int drainSeconds,
        List<MemberView> members) {

    private static final String FULL = "it has as many connections as it may have now; more wait until some end";

    /**
     * A member that the balancer knows.
     *
     * @param state {@code ready}, {@code draining} or {@code failing}
     * @param connections open ones, or null where nobody can tell
     */
    public record MemberView(
            String server, String state, @Nullable Integer connections) {}

    /** @param before its address as long as it is not there, or null where that is not known */
    static BalancerView of(BalancerRow row, @Nullable String before, @Nullable BalancerStatus seen) {
        BalancerStatus there = seen != null && seen.port() == row.port ? seen : null;
        String address = there == null ? before : there.address();
        return new BalancerView(
                address,
                row.problem != null ? "failed" : there == null || address == null ? "pending" : "active",
                row.problem == null && there != null && there.full() ? FULL : row.problem,
                row.port,
                row.drainSeconds,
                there == null
                        ? List.of()
                        : there.members().stream().map(BalancerView::member).toList());
    }

    private static MemberView member(BalancerStatus.Member member) {
        return new MemberView(member.serverId(), member.state().name().toLowerCase(Locale.ROOT), member.connections());
    }
}
