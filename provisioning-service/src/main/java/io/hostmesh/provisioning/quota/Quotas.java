package io.hostmesh.provisioning.quota;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.persistence.LockModeType;
import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Asks, before something is made, whether the account may have it. The account's row stays locked up to the end of the
 * transaction, so that of two that ask at once the second counts what the first made. Locks are taken in one order: a group,
 * its members, then the account.
 */
@ApplicationScoped
public class Quotas {

    private final List<UsageSource> sources;
    private final Amounts defaults;

    Quotas(
            Instance<UsageSource> sources,
            @ConfigProperty(name = "hostmesh.quotas.servers") int servers,
            @ConfigProperty(name = "hostmesh.quotas.vcpus") BigDecimal vcpus,
            @ConfigProperty(name = "hostmesh.quotas.memory-megabytes") long memoryMegabytes,
            @ConfigProperty(name = "hostmesh.quotas.groups") int groups) {
        this.sources = sources.stream().toList();
        this.defaults = new Amounts(servers, vcpus, memoryMegabytes, groups);
    }

    /** The account's limits and what it uses of them. */
    record Standing(Amounts limits, Amounts used, long version) {}

    /** How many of something fit, and in words what is in the way of more. */
    public record Fit(int count, String because) {}

    /** In words, why the account may not have that much more, or an item of null where it may. */
    public Uni<@Nullable String> excess(Mutiny.Session session, String accountId, Amounts asked) {
        return lock(session, accountId)
                .chain(row -> standing(session, accountId, row))
                .map(standing -> QuotaRules.excess(standing.limits(), standing.used(), asked));
    }

    /** How many times that much more the account may have, at most {@code most}. */
    public Uni<Fit> fitting(Mutiny.Session session, String accountId, Amounts each, int most) {
        return lock(session, accountId)
                .chain(row -> standing(session, accountId, row))
                .map(standing -> {
                    int count = QuotaRules.fitting(standing.limits(), standing.used(), each, most);
                    Amounts full = standing.used().plus(each.times(count));
                    String because = QuotaRules.excess(standing.limits(), full, each);
                    return new Fit(count, because == null ? "" : because);
                });
    }

    /** Makes everyone who asks for something of the account wait for the end of this transaction. */
    public Uni<Void> serialize(Mutiny.Session session, String accountId) {
        return lock(session, accountId).replaceWithVoid();
    }

    /** Where an account stands, without a lock. */
    Uni<Standing> standing(Mutiny.Session session, String accountId) {
        return session.find(QuotaRow.class, accountId).chain(row -> standing(session, accountId, row));
    }

    private Uni<Standing> standing(Mutiny.Session session, String accountId, @Nullable QuotaRow row) {
        Amounts limits = row == null ? defaults : row.limits(defaults);
        return used(session, accountId, 0, Amounts.NONE)
                .map(used -> new Standing(limits, used, row == null ? 1 : row.version));
    }

    private Uni<Amounts> used(Mutiny.Session session, String accountId, int source, Amounts sum) {
        return source == sources.size()
                ? Uni.createFrom().item(sum)
                : sources.get(source)
                        .used(session, accountId)
                        .chain(more -> used(session, accountId, source + 1, sum.plus(more)));
    }

    /** The account's row, locked; made where there is none. */
    Uni<QuotaRow> lock(Mutiny.Session session, String accountId) {
        return find(session, accountId)
                .chain(row -> row == null
                        ? session.createNativeQuery(
                                        "insert into quotas (account_id) values (:account) on conflict do nothing")
                                .setParameter("account", accountId)
                                .executeUpdate()
                                .chain(() -> find(session, accountId))
                                .onItem()
                                .ifNull()
                                .failWith(() -> new IllegalStateException("expected a quota row of " + accountId))
                        : Uni.createFrom().item(row));
    }

    private static Uni<@Nullable QuotaRow> find(Mutiny.Session session, String accountId) {
        return session.find(QuotaRow.class, accountId, LockModeType.PESSIMISTIC_WRITE);
    }
}
