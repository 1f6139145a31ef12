package io.hostmesh.provisioning.server;

import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.transaction.Additions;
import io.hostmesh.kit.transaction.Statements;
import io.hostmesh.provisioning.catalogue.Catalogue;
import io.hostmesh.provisioning.driver.Drivers;
import io.hostmesh.provisioning.label.Labels;
import io.hostmesh.provisioning.userdata.UserData;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What a group may do with its members, in its own transaction and with the group locked. */
@ApplicationScoped
public class Members {

    private final ServerStore store;
    private final ServerChange change;
    private final Catalogue catalogue;
    private final UserData userData;
    private final Drivers drivers;
    private final Additions additions;
    private final Ids ids;
    private final Clock clock;

    Members(
            ServerStore store,
            ServerChange change,
            Catalogue catalogue,
            UserData userData,
            Drivers drivers,
            Additions additions,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.change = change;
        this.catalogue = catalogue;
        this.userData = userData;
        this.drivers = drivers;
        this.additions = additions;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * A member as its group sees it.
     *
     * @param state as it is stored; see {@link #shownState}
     */
    public record View(
            String groupId,
            String id,
            String name,
            String state,
            @Nullable String address,
            Instant createdAt,
            @Nullable Instant answeredAt,
            String planId,
            String locationId,
            String replaces,
            int revision,
            boolean isProtected,
            @Nullable Instant leasedUntil,
            String correlationId) {

        /** The state as the API names it. */
        public String shownState() {
            return ServerStates.shown(state);
        }

        /** True for one that is on its way to answer. */
        public boolean building() {
            return state.equals(ServerStates.REQUESTED) || shownState().equals(ServerStates.BUILDING);
        }

        /** True for one that is asked for and that nobody is making at that moment: a lease that is over counts as none. */
        public boolean queued(Instant now) {
            return state.equals(ServerStates.REQUESTED)
                    || (state.equals(ServerStates.BUILDING) && (leasedUntil == null || !leasedUntil.isAfter(now)));
        }

        /** True for one that is to be made or deleted, and that nobody is doing that to at that moment. */
        boolean waits(Instant now) {
            return queued(now)
                    || (state.equals(ServerStates.DELETING) && (leasedUntil == null || !leasedUntil.isAfter(now)));
        }

        /** The failed servers whose place it takes. */
        public List<String> replacesList() {
            return replaces.isEmpty() ? List.of() : List.of(replaces.split(",", -1));
        }

        public boolean running() {
            return state.equals(ServerStates.RUNNING);
        }
    }

    /**
     * What a new member should be.
     *
     * @param labels as {@link Labels#json} writes them
     * @param sshKeys ids of the keys that its machine gets
     * @param userDataOwner whose user data its machine gets too, or null
     */
    public record Template(
            String groupId,
            String accountId,
            String groupName,
            String planId,
            String imageId,
            String locationId,
            int revision,
            String labels,
            List<String> sshKeys,
            @Nullable String userDataOwner) {}

    /** The group's servers in any state but deleted, oldest first. */
    public Uni<List<View>> of(Mutiny.Session session, String groupId) {
        return additions.flush(session).chain(() -> store.members(session, List.of(groupId)));
    }

    /** The same for several groups; those without any are left out. */
    public Uni<Map<String, List<View>>> of(Mutiny.Session session, Collection<String> groupIds) {
        return additions.flush(session).chain(() -> ahead(session, groupIds));
    }

    /** The same for a transaction that has written nothing yet, sent at once (see {@link Statements}). */
    public Uni<Map<String, List<View>>> ahead(Mutiny.Session session, Collection<String> groupIds) {
        return store.members(session, groupIds)
                .map(views -> views.stream().collect(Collectors.groupingBy(View::groupId)));
    }

    /** The group's members that wait because their location is not available, by their ids, and what customers read about that. */
    public Uni<Map<String, String>> waiting(Mutiny.Session session, String groupId) {
        Map<String, String> away = new TreeMap<>();
        for (String location : drivers.locations().keySet()) {
            drivers.health(location)
                    .filter(health -> !health.available())
                    .ifPresent(health -> away.put(location, health.explained(location)));
        }
        if (away.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        Instant now = clock.instant();
        return of(session, groupId).map(members -> members.stream()
                .filter(member -> away.containsKey(member.locationId()) && member.waits(now))
                .collect(Collectors.toMap(View::id, member -> away.getOrDefault(member.locationId(), ""))));
    }

    /** Asks for a new member, which takes the place of those failed servers, if any; returns its id. */
    public Uni<String> request(Mutiny.Session session, Cause cause, Template template, List<String> replaces) {
        String id = ids.next("srv");
        Instant now = clock.instant();
        ServerDescription description = ServerDescription.first(
                id,
                template.accountId(),
                template.groupName() + "-" + id.substring(id.length() - 6),
                template.groupId(),
                template.planId(),
                template.imageId(),
                template.locationId(),
                replaces,
                now);
        return catalogue
                .currentPlan(session, template.planId())
                .map(plan -> new ServerAttributes(
                        plan.version(),
                        template.revision(),
                        Labels.read(template.labels()),
                        template.sshKeys(),
                        template.userDataOwner() != null,
                        false))
                .chain(attributes -> change.add(session, description, attributes, cause))
                .call(() -> give(session, id, template.userDataOwner()))
                .replaceWith(id);
    }

    /** A copy, because the group's can change while the member lives. */
    private Uni<Void> give(Mutiny.Session session, String serverId, @Nullable String userDataOwner) {
        return userDataOwner == null ? Uni.createFrom().voidItem() : userData.copy(session, userDataOwner, serverId);
    }

    /** Marks a member as protected, or as no longer protected. */
    public Uni<Void> protect(Mutiny.Session session, String serverId, boolean wanted) {
        return store.lock(session, serverId)
                .invoke(row -> {
                    if (row != null && row.isProtected != wanted) {
                        row.isProtected = wanted;
                        row.version++;
                    }
                })
                .replaceWithVoid();
    }

    /** Asks for a member's deletion; one that is being deleted stays so. */
    public Uni<Void> delete(Mutiny.Session session, Cause cause, String serverId, String because) {
        return store.lock(session, serverId)
                .chain(row -> row == null
                        ? Uni.createFrom().voidItem()
                        : change.apply(session, row, new ServerCommand.Delete(because), cause)
                                .replaceWithVoid());
    }
}
