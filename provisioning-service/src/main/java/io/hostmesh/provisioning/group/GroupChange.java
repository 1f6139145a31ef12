package io.hostmesh.provisioning.group;

import io.hostmesh.contracts.GroupEvent;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.outbox.Outbox;
import io.hostmesh.provisioning.balancer.GroupBalancers;
import io.hostmesh.provisioning.catalogue.Catalogue;
import io.hostmesh.provisioning.group.Activity.CreateMember;
import io.hostmesh.provisioning.group.Activity.DeleteMember;
import io.hostmesh.provisioning.group.Activity.ProtectMember;
import io.hostmesh.provisioning.group.Activity.Step;
import io.hostmesh.provisioning.group.GroupDecision.Accepted;
import io.hostmesh.provisioning.policy.Loads;
import io.hostmesh.provisioning.quota.Quotas;
import io.hostmesh.provisioning.server.Capacity;
import io.hostmesh.provisioning.server.Members;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The one place that changes a stored group: look, decide, write, do, say so. */
@ApplicationScoped
class GroupChange {

    private static final Logger LOG = Logger.getLogger(GroupChange.class);

    private final GroupStore store;
    private final ActivityPruningHandler pruning;
    private final LoadStore loads;
    private final Members members;
    private final GroupBalancers balancers;
    private final MemberGifts gifts;
    private final GroupInputs inputs;
    private final Restraint restraint;
    private final CheckTimes checks;
    private final Catalogue catalogue;
    private final Capacity capacity;
    private final Outbox outbox;
    private final Ids ids;
    private final Clock clock;

    GroupChange(
            GroupStore store,
            ActivityPruningHandler pruning,
            LoadStore loads,
            Members members,
            GroupBalancers balancers,
            MemberGifts gifts,
            GroupInputs inputs,
            Restraint restraint,
            CheckTimes checks,
            Catalogue catalogue,
            Capacity capacity,
            Outbox outbox,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.pruning = pruning;
        this.loads = loads;
        this.members = members;
        this.balancers = balancers;
        this.gifts = gifts;
        this.inputs = inputs;
        this.restraint = restraint;
        this.checks = checks;
        this.catalogue = catalogue;
        this.capacity = capacity;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** A locked group that is told something. */
    record Told(GroupRow row, GroupCommand command, Cause cause) {}

    /** A group as it was found: its members, and in words why its owner may spend no more, or null. */
    private record Found(
            Told told,
            Group group,
            List<Member> members,
            @Nullable String limit,
            Restraint restraint,
            Instant now) {

        GroupDecision decide(@Nullable Shortage shortage) {
            return GroupDecider.decide(group, members, limit, shortage, restraint, told.command(), now);
        }
    }

    /** What would be decided with room enough. */
    private record Wish(Found found, GroupDecision decision) {

        Wish(Found found) {
            this(found, found.decide(null));
        }

        String accountId() {
            return found.told().row().accountId;
        }

        /** How many new members that takes. */
        int members() {
            return wanted(decision);
        }
    }

    /** Decides about a locked group and does what follows. */
    Uni<GroupDecision> apply(Mutiny.Session session, GroupRow row, GroupCommand command, Cause cause) {
        return apply(session, List.of(new Told(row, command, cause))).map(decisions -> decisions.get(0));
    }

    /**
     * The same for several groups: what has to be known is read for all at once, then each is decided about by itself and in order.
     *
     * @param told each about another group
     */
    Uni<List<GroupDecision>> apply(Mutiny.Session session, List<Told> told) {
        return inputs.of(session, told.stream().map(Told::row).toList()).chain(read -> apply(session, told, read));
    }

    /** The same where what has to be known is known already. */
    Uni<List<GroupDecision>> apply(Mutiny.Session session, List<Told> told, GroupInputs.Read read) {
        return wishes(session, told, read).chain(wishes -> inputs.rooms(session, read, growing(wishes))
                .chain(rooms -> Multi.createFrom()
                        .iterable(wishes)
                        .onItem()
                        .transformToUniAndConcatenate(wish -> decide(session, wish, rooms)
                                .call(decision -> carryOut(session, wish.found(), decision)))
                        .collect()
                        .asList())
                .invoke(decisions -> grown(wishes, decisions)));
    }

    private Uni<Void> carryOut(Mutiny.Session session, Found found, GroupDecision decision) {
        Told told = found.told();
        return carryOut(
                session, told.row(), found.group(), decision, told.cause().withAccount(told.row().accountId));
    }

    private Uni<List<Wish>> wishes(Mutiny.Session session, List<Told> told, GroupInputs.Read read) {
        Instant now = clock.instant();
        List<Group> groups = told.stream().map(each -> store.read(each.row())).toList();
        return costs(session, groups, now).map(costs -> {
            List<Wish> wishes = new ArrayList<>();
            for (int each = 0; each < told.size(); each++) {
                GroupRow row = told.get(each).row();
                List<Member> seen = read.members().getOrDefault(row.id, List.of()).stream()
                        .map(view -> member(view, costs, now))
                        .toList();
                String limit = read.limits().get(row.accountId);
                wishes.add(new Wish(new Found(told.get(each), groups.get(each), seen, limit, restraint, now)));
            }
            return wishes;
        });
    }

    /** The owners of those groups that want members. */
    private static Set<String> growing(List<Wish> wishes) {
        return wishes.stream()
                .filter(wish -> wish.members() > 0)
                .map(Wish::accountId)
                .collect(Collectors.toSet());
    }

    private static int wanted(GroupDecision wish) {
        return wish instanceof Accepted accepted ? GroupDecider.created(accepted) : 0;
    }

    /** Decides, and decides again where that takes members that there is no room for. */
    private Uni<GroupDecision> decide(Mutiny.Session session, Wish wish, Map<String, Quotas.Room> rooms) {
        if (wish.members() == 0) {
            return Uni.createFrom().item(wish.decision());
        }
        GroupDescription of = ((Accepted) wish.decision()).next().description();
        return capacity.shortage(session, rooms, of.accountId(), of.planId(), of.locationId(), wish.members())
                .chain(missing ->
                        missing == null ? closed(session, of) : Uni.createFrom().item(shortage(missing)))
                .map(shortage ->
                        shortage == null ? wish.decision() : wish.found().decide(shortage))
                .call(decision -> capacity.take(session, rooms, of.accountId(), of.planId(), wanted(decision)));
    }

    private static Shortage shortage(Capacity.Shortage missing) {
        return new Shortage(missing.reason(), missing.because(), missing.room());
    }

    /** Only what led to an activity can have led to too many. */
    private void grown(List<Wish> wishes, List<GroupDecision> decisions) {
        List<String> grown = new ArrayList<>();
        for (int each = 0; each < wishes.size(); each++) {
            GroupDecision decision = decisions.get(each);
            if ((decision instanceof Accepted accepted && !accepted.activities().isEmpty())
                    || (decision instanceof GroupDecision.Rejected rejected && rejected.told() != null)) {
                grown.add(wishes.get(each).found().told().row().id);
            }
        }
        pruning.grown(grown);
    }

    /** What stands in the way of that many new members, or an item of null where nothing does. */
    Uni<@Nullable Shortage> shortage(Mutiny.Session session, GroupDescription of, int wanted) {
        return capacity.shortage(session, of.accountId(), of.planId(), of.locationId(), wanted)
                .map(found -> found == null ? null : shortage(found));
    }

    /** A plan that was retired, or a location that was closed, since the group began. */
    private Uni<@Nullable Shortage> closed(Mutiny.Session session, GroupDescription of) {
        return catalogue
                .closed(session, of.planId(), of.locationId())
                .map(missing -> missing == null || missing.type() == null
                        ? null
                        : Shortage.ofGrowth(missing.type(), "the " + missing.field() + " " + missing.message()));
    }

    /** What plans cost, where a group gives up its most expensive members first. */
    private Uni<Map<String, BigDecimal>> costs(Mutiny.Session session, List<Group> groups, Instant now) {
        return groups.stream().anyMatch(group -> group.description().members().victim() == MemberRules.Victim.COST)
                ? catalogue.costsPerHour(session, now)
                : Uni.createFrom().item(Map.of());
    }

    /** Does what was decided. A refusal can leave a word for the customer. */
    Uni<Void> carryOut(Mutiny.Session session, GroupRow row, GroupDecision decision, Cause cause) {
        return carryOut(session, row, store.read(row), decision, cause);
    }

    private Uni<Void> carryOut(
            Mutiny.Session session, GroupRow row, Group before, GroupDecision decision, Cause cause) {
        if (decision instanceof Accepted accepted) {
            boolean wasDeleted = row.state.equals(GroupRow.DELETED);
            store.write(
                    row,
                    accepted.next(),
                    checks.bounded(accepted.nextCheckAt(), clock.instant()),
                    accepted.activities().stream().anyMatch(GroupChange::isNoticeable));
            Uni<Void> done = keepLoads(session, before, accepted.next())
                    .chain(() -> accepted.activities().stream()
                                    .anyMatch(activity -> activity.kind() == Activity.Kind.ROLL_BACK)
                            ? balancers.follow(session, row.id, row.locationId)
                            : Uni.createFrom().voidItem());
            for (Activity activity : accepted.activities()) {
                done = done.chain(() -> carryOut(session, accepted.next(), activity, row.labels, cause));
            }
            done = done.chain(() -> gifts.forgetUnneeded(session, before, accepted.next()));
            return accepted.next() instanceof Group.Deleted deleted && !wasDeleted
                    ? done.chain(() -> balancers.forget(session, row.id))
                            .chain(() -> outbox.append(
                                    session, cause, row.id, List.of(new GroupEvent.Deleted(row.id, deleted.since()))))
                    : done;
        }
        return decision instanceof GroupDecision.Rejected rejected && rejected.told() != null
                ? carryOut(session, before, rejected.told(), row.labels, cause)
                : Uni.createFrom().voidItem();
    }

    /** What a group carried in a span that is over is history from now on; that of a deleted group is of no use. */
    private Uni<Void> keepLoads(Mutiny.Session session, Group before, Group after) {
        if (after instanceof Group.Deleted deleted) {
            return loads.delete(session, deleted.description().id());
        }
        return before instanceof Group.Active was && after instanceof Group.Active is
                ? loads.keep(
                        session,
                        is.description().id(),
                        Loads.ended(
                                was.memory().scaling().loads(),
                                is.memory().scaling().loads()),
                        clock.instant())
                : Uni.createFrom().voidItem();
    }

    /** True for what changes the group as its owner sees it. */
    private static boolean isNoticeable(Activity activity) {
        return activity.kind() != Activity.Kind.HOLD
                && activity.kind() != Activity.Kind.KEEP
                && activity.kind() != Activity.Kind.DECLINE;
    }

    private Uni<Void> carryOut(Mutiny.Session session, Group group, Activity activity, String labels, Cause cause) {
        GroupDescription of = group.description();
        if (activity.again()) {
            return store.repeat(session, of.id(), activity, clock.instant());
        }
        int revision = group instanceof Group.Active active ? active.rollout().revision() : 1;
        Cause own = activity.correlationId() == null
                ? cause
                : new Cause(activity.correlationId(), cause.causationId(), of.accountId(), cause.traceparent());
        String id = ids.next("act");
        Instant now = clock.instant();
        return servers(session, of, revision, labels, activity.steps(), own)
                .call(serverIds -> store.insert(session, row(id, of, activity, serverIds, own, now)))
                .chain(serverIds -> {
                    LOG.infof(
                            "group activity group=%s kind=%s reason=%s from=%d to=%d correlationId=%s",
                            of.id(),
                            activity.kind(),
                            activity.reason(),
                            activity.from(),
                            activity.to(),
                            own.correlationId());
                    GroupEvent event = event(id, of, activity, serverIds, now);
                    return outbox.append(session, own, of.id(), event == null ? List.of() : List.of(event));
                });
    }

    /**
     * Does the steps of an activity; the servers that they were about. Most steps need not wait for the database, so that chained to
     * one another some dozens of them would be too much for the stack.
     */
    private Uni<List<String>> servers(
            Mutiny.Session session, GroupDescription of, int revision, String labels, List<Step> steps, Cause cause) {
        return Multi.createFrom()
                .iterable(steps)
                .onItem()
                .transformToUniAndConcatenate(step -> carryOut(session, of, revision, labels, step, cause))
                .collect()
                .asList();
    }

    private Uni<String> carryOut(
            Mutiny.Session session, GroupDescription of, int revision, String labels, Step step, Cause cause) {
        if (step instanceof DeleteMember delete) {
            return members.delete(session, cause, delete.serverId(), delete.because())
                    .replaceWith(delete.serverId());
        }
        if (step instanceof ProtectMember protect) {
            return members.protect(session, protect.serverId(), protect.wanted())
                    .replaceWith(protect.serverId());
        }
        Members.Template template = new Members.Template(
                of.id(),
                of.accountId(),
                of.name(),
                of.planId(),
                of.imageId(),
                of.locationId(),
                revision,
                labels,
                of.given().sshKeys(),
                MemberGifts.owner(of.id(), of.given()));
        return members.request(session, cause, template, ((CreateMember) step).replaces());
    }

    private ActivityRow row(
            String id, GroupDescription of, Activity activity, List<String> serverIds, Cause cause, Instant now) {
        ActivityRow row = new ActivityRow();
        row.id = id;
        row.groupId = of.id();
        row.accountId = of.accountId();
        row.kind = ActivityRow.stored(activity.kind());
        row.reason = activity.reason();
        row.because = activity.because();
        row.fromSize = activity.from();
        row.toSize = activity.to();
        row.wished = activity.wished();
        row.figures = activity.figures() == null ? null : store.write(activity.figures());
        row.serverIds = String.join(",", serverIds);
        row.correlationId = cause.correlationId();
        row.happenedAt = now;
        row.evaluation = activity.evaluation() == null ? null : store.write(activity.evaluation());
        return row;
    }

    private static @Nullable GroupEvent event(
            String id, GroupDescription of, Activity activity, List<String> serverIds, Instant now) {
        return switch (activity.kind()) {
            case CREATE -> new GroupEvent.Created(of.id(), of.name(), of.spec(), now);
            case CHANGE, ROLL_BACK -> new GroupEvent.Changed(of.id(), of.name(), of.spec(), now);
            case GROW, SHRINK ->
                new GroupEvent.Scaled(
                        of.id(), id, activity.from(), activity.to(), activity.because(), List.copyOf(serverIds), now);
            case DECLINE ->
                new GroupEvent.ScalingDeclined(
                        of.id(),
                        id,
                        activity.from(),
                        activity.wished(),
                        String.valueOf(activity.reason()),
                        activity.because(),
                        now);
            case REPLACE, RESTORE, SUSPEND, RESUME, DELETE, PROTECT, UPDATE, HOLD, KEEP -> null;
        };
    }

    private static Member member(Members.View view, Map<String, BigDecimal> costs, Instant now) {
        Member.Phase phase =
                view.running() ? Member.Phase.RUNNING : view.building() ? Member.Phase.BUILDING : Member.Phase.LEAVING;
        Member.Traits traits = new Member.Traits(
                view.queued(now),
                view.isProtected(),
                view.revision(),
                view.locationId(),
                costs.get(view.planId()),
                view.replacesList(),
                view.correlationId());
        return new Member(view.id(), phase, view.createdAt(), view.answeredAt(), traits);
    }
}
