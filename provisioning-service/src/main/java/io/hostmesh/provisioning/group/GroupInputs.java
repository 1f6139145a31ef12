package io.hostmesh.provisioning.group;

import io.hostmesh.kit.transaction.Statements;
import io.hostmesh.provisioning.quota.Quotas;
import io.hostmesh.provisioning.server.Capacity;
import io.hostmesh.provisioning.server.Members;
import io.hostmesh.provisioning.spending.SpendLimits;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Reads what decisions about groups need to know besides the groups. */
@ApplicationScoped
class GroupInputs {

    private final SpendLimits spending;
    private final Members members;
    private final Capacity capacity;

    GroupInputs(SpendLimits spending, Members members, Capacity capacity) {
        this.spending = spending;
        this.members = members;
        this.capacity = capacity;
    }

    /**
     * What was read.
     *
     * @param accounts those whose limits are known
     * @param limits in words why an account may spend no more; those that may are left out
     * @param members of each group that has any
     * @param rooms of accounts whose quotas are locked already
     */
    record Read(
            Set<String> accounts,
            Map<String, String> limits,
            Map<String, List<Members.View>> members,
            Map<String, Quotas.Room> rooms) {

        boolean covers(Collection<GroupRow> groups) {
            return groups.stream().allMatch(group -> accounts.contains(group.accountId));
        }
    }

    /** What is to be known about these groups, as the transaction sees it. */
    Uni<Read> of(Mutiny.Session session, Collection<GroupRow> groups) {
        Set<String> accounts = groups.stream().map(group -> group.accountId).collect(Collectors.toSet());
        List<String> ids = groups.stream().map(group -> group.id).toList();
        return Statements.together(spending.reasons(session, accounts), () -> members.of(session, ids))
                .map(both -> new Read(accounts, both.getItem1(), both.getItem2(), Map.of()));
    }

    /**
     * The same for a transaction that has written nothing yet, sent at once (see {@link Statements}), so that it goes out in one turn with
     * the lock of the groups.
     *
     * @param accounts whose groups these probably are
     * @param growing those of them whose groups probably want members: their quotas are locked
     */
    Uni<Read> ahead(
            Mutiny.Session session, Collection<String> groups, Set<String> accounts, Collection<String> growing) {
        Uni<Map<String, String>> limits = spending.reasons(session, accounts);
        Uni<Map<String, List<Members.View>>> found = members.ahead(session, groups);
        Uni<Map<String, Quotas.Room>> rooms =
                growing.isEmpty() ? Uni.createFrom().item(Map.of()) : capacity.roomsAhead(session, growing);
        return limits.chain(spent -> found.chain(views -> rooms.map(free -> new Read(accounts, spent, views, free))));
    }

    /** The room of accounts whose groups want members. Only who wants members waits for the others of an account. */
    Uni<Map<String, Quotas.Room>> rooms(Mutiny.Session session, Read read, Set<String> accounts) {
        return read.rooms().keySet().containsAll(accounts)
                ? Uni.createFrom().item(read.rooms())
                : capacity.rooms(session, accounts);
    }
}
