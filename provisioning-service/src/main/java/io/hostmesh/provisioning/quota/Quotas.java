package io.hostmesh.provisioning.quota;

import io.hostmesh.kit.transaction.Additions;
import io.hostmesh.kit.transaction.Statements;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.persistence.LockModeType;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
    private final Additions additions;
    private final Amounts defaults;

    Quotas(
            Instance<UsageSource> sources,
            Additions additions,
            @ConfigProperty(name = "hostmesh.quotas.servers") int servers,
            @ConfigProperty(name = "hostmesh.quotas.vcpus") BigDecimal vcpus,
            @ConfigProperty(name = "hostmesh.quotas.memory-megabytes") long memoryMegabytes,
            @ConfigProperty(name = "hostmesh.quotas.groups") int groups) {
        this.sources = sources.stream().toList();
        this.additions = additions;
        this.defaults = new Amounts(servers, vcpus, memoryMegabytes, groups);
    }

    /** The account's limits and what it uses of them. */
    record Standing(Amounts limits, Amounts used, long version) {}

    /** How many of something fit, and in words what is in the way of more. */
    public record Fit(int count, String because) {}

    /**
     * What an account has and may have, with its row locked: right up to the end of the transaction, as long as everything that
     * the transaction takes is told. Confined to the transaction.
     */
    public static final class Room {

        private final Amounts limits;
        private Amounts used;

        Room(Amounts limits, Amounts used) {
            this.limits = limits;
            this.used = used;
        }

        /** How many times that much more the account may have, at most {@code most}. */
        public Fit fitting(Amounts each, int most) {
            int count = QuotaRules.fitting(limits, used, each, most);
            String because = QuotaRules.excess(limits, used.plus(each.times(count)), each);
            return new Fit(count, because == null ? "" : because);
        }

        /** The transaction gives that much more to the account. */
        public void take(Amounts more) {
            used = used.plus(more);
        }
    }

    /** In words, why the account may not have that much more, or an item of null where it may. */
    public Uni<@Nullable String> excess(Mutiny.Session session, String accountId, Amounts asked) {
        return rooms(session, List.of(accountId), asked).map(rooms -> {
            Room room = Objects.requireNonNull(rooms.get(accountId));
            return QuotaRules.excess(room.limits, room.used, asked);
        });
    }

    /**
     * Locks the accounts, in one order, and counts what they have.
     *
     * @param asked of which kinds more is going to be asked for
     * @return the room of each of the accounts
     */
    public Uni<Map<String, Room>> rooms(Mutiny.Session session, Collection<String> accountIds, Amounts asked) {
        return additions
                .flush(session)
                .chain(() -> roomsAhead(session, accountIds, asked))
                .chain(rooms -> rooms.keySet().containsAll(accountIds)
                        ? Uni.createFrom().item(rooms)
                        : make(session, accountIds).chain(() -> roomsAhead(session, accountIds, asked)));
    }

    /**
     * The same for a transaction that has written nothing yet, sent at once (see {@link Statements}). What is counted is counted
     * after the lock, as the statement behind it.
     *
     * @return the room of those of the accounts that have a row
     */
    public Uni<Map<String, Room>> roomsAhead(Mutiny.Session session, Collection<String> accountIds, Amounts asked) {
        Uni<Map<String, Amounts>> locked = limits(session, accountIds);
        Uni<Map<String, Amounts>> counted = used(
                session,
                accountIds,
                sources.stream().filter(source -> source.concerns(asked)).toList());
        return Statements.together(locked, () -> counted).map(both -> {
            Map<String, Room> rooms = new HashMap<>();
            both.getItem1()
                    .forEach((account, limits) ->
                            rooms.put(account, new Room(limits, both.getItem2().getOrDefault(account, Amounts.NONE))));
            return rooms;
        });
    }

    /** Locks the rows that the accounts have; the statement is sent at once. */
    private Uni<Map<String, Amounts>> limits(Mutiny.Session session, Collection<String> accountIds) {
        return Statements.rows(
                        session,
                        "select account_id, servers, vcpus, memory_megabytes, server_groups from quotas where"
                                + " account_id = any(string_to_array($1, ',')) order by account_id for no key update",
                        String.join(",", accountIds))
                .map(rows -> rows.stream().collect(Collectors.toMap(row -> (String) row[0], this::limits)));
    }

    private Amounts limits(@Nullable Object[] row) {
        return new Amounts(
                row[1] == null ? defaults.servers() : ((Number) row[1]).intValue(),
                row[2] == null ? defaults.vcpus() : new BigDecimal(row[2].toString()),
                row[3] == null ? defaults.memoryMegabytes() : ((Number) row[3]).longValue(),
                row[4] == null ? defaults.groups() : ((Number) row[4]).intValue());
    }

    /** The rows of accounts that have none. */
    private static Uni<Integer> make(Mutiny.Session session, Collection<String> accountIds) {
        return session.createNativeQuery("insert into quotas (account_id) select id"
                        + " from unnest(string_to_array(:accounts, ',')) as id on conflict do nothing")
                .setParameter("accounts", String.join(",", new TreeSet<>(accountIds)))
                .executeUpdate();
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
        return additions
                .flush(session)
                .chain(() -> used(session, List.of(accountId), sources))
                .map(used -> new Standing(
                        limits, used.getOrDefault(accountId, Amounts.NONE), row == null ? 1 : row.version));
    }

    private static Uni<Map<String, Amounts>> used(
            Mutiny.Session session, Collection<String> accountIds, List<UsageSource> sources) {
        Uni<Map<String, Amounts>> summed = Uni.createFrom().item(HashMap::new);
        for (UsageSource source : sources) {
            Uni<Map<String, Amounts>> more = source.used(session, accountIds);
            summed = summed.call(sums -> more.invoke(
                    found -> found.forEach((account, amounts) -> sums.merge(account, amounts, Amounts::plus))));
        }
        return summed;
    }

    /** The account's row, locked; made where there is none. */
    Uni<QuotaRow> lock(Mutiny.Session session, String accountId) {
        return find(session, accountId)
                .chain(row -> row == null
                        ? make(session, List.of(accountId))
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
