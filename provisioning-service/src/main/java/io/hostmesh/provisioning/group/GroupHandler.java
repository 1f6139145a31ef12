package io.hostmesh.provisioning.group;

import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.balancer.GroupBalancers;
import io.hostmesh.provisioning.catalogue.Catalogue;
import io.hostmesh.provisioning.group.GroupDecision.Rejected;
import io.hostmesh.provisioning.group.GroupRequests.GroupAction;
import io.hostmesh.provisioning.group.GroupRequests.GroupBody;
import io.hostmesh.provisioning.group.GroupRequests.MemberBody;
import io.hostmesh.provisioning.group.GroupRequests.NewGroup;
import io.hostmesh.provisioning.label.Selector;
import io.hostmesh.provisioning.quota.Amounts;
import io.hostmesh.provisioning.quota.Quotas;
import io.hostmesh.provisioning.refusal.Refusal;
import io.hostmesh.provisioning.server.Asked;
import io.hostmesh.provisioning.server.Members;
import io.hostmesh.provisioning.server.RequestHandler;
import io.hostmesh.provisioning.spending.SpendLimits;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What customers ask of groups: one transaction for each request. */
@ApplicationScoped
class GroupHandler {

    private final Transactions transactions;
    private final RequestHandler requests;
    private final GroupStore store;
    private final GroupChange change;
    private final Members members;
    private final GroupBalancers balancers;
    private final MemberGifts gifts;
    private final Catalogue catalogue;
    private final SpendLimits spending;
    private final Restraint restraint;
    private final Quotas quotas;
    private final Ids ids;
    private final Clock clock;

    GroupHandler(
            Transactions transactions,
            RequestHandler requests,
            GroupStore store,
            GroupChange change,
            Members members,
            GroupBalancers balancers,
            MemberGifts gifts,
            Catalogue catalogue,
            SpendLimits spending,
            Restraint restraint,
            Quotas quotas,
            Ids ids,
            Clock clock) {
        this.transactions = transactions;
        this.requests = requests;
        this.store = store;
        this.change = change;
        this.members = members;
        this.balancers = balancers;
        this.gifts = gifts;
        this.catalogue = catalogue;
        this.spending = spending;
        this.restraint = restraint;
        this.quotas = quotas;
        this.ids = ids;
        this.clock = clock;
    }

    Uni<Response> create(Asked asked, NewGroup wanted) {
        String accountId = asked.caller().requireAccount();
        return requests.post(
                asked,
                "/v1/groups",
                wanted.group(),
                session -> create(session, asked.cause().withAccount(accountId), accountId, wanted));
    }

    private Uni<Reply> create(Mutiny.Session session, Cause cause, String accountId, NewGroup wanted) {
        GroupBody body = wanted.group();
        List<FieldError> errors = wanted.errors();
        return gifts.wished(session, accountId, body, Given.NOTHING, errors)
                .call(() -> refuseUnknown(session, body, errors))
                .chain(given -> spending.reason(session, accountId)
                        .chain(limit -> create(
                                session,
                                cause,
                                body,
                                body.create(ids.next("grp"), accountId, given, clock.instant()),
                                limit)))
                .chain(row -> view(session, row))
                .map(view -> new Reply(202, "/v1/groups/" + view.id(), view));
    }

    private Uni<GroupRow> create(
            Mutiny.Session session, Cause cause, GroupBody body, GroupDescription description, @Nullable String limit) {
        int begin = body.desired() == null ? description.min() : body.desired();
        GroupDecision decision = GroupDecider.create(description, begin, limit, restraint, clock.instant());
        if (decision instanceof Rejected rejected) {
            throw Problems.refusal(rejected.type(), rejected.reason());
        }
        return refuseExcess(session, description, begin)
                .chain(() -> store.insert(session, description))
                .invoke(row -> row.attribute(body.labels(), body.deletionProtection()))
                .call(row -> balancers.put(session, row.id, row.locationId, body.balancer()))
                .call(() -> gifts.keep(session, description, body.userData()))
                .call(row -> change.carryOut(session, row, decision, cause));
    }

    /** A group begins whole or not at all. */
    private Uni<Void> refuseExcess(Mutiny.Session session, GroupDescription of, int members) {
        return quotas.excess(session, of.accountId(), Amounts.ONE_GROUP)
                .chain(excess -> excess == null
                        ? change.shortage(session, of, members)
                        : Uni.createFrom().item(new Shortage(Refusal.QUOTA_EXCEEDED, excess, 0)))
                .invoke(shortage -> {
                    if (shortage != null) {
                        throw Problems.refusal(
                                shortage.reason(), "Nothing more can be provisioned: " + shortage.because() + ".");
                    }
                })
                .chain(() -> refuseTaken(session, of.accountId(), of.name()));
    }

    /** With the account's quota locked, so that of two that want a name at once the second sees the first. */
    private Uni<Void> refuseTaken(Mutiny.Session session, String accountId, String name) {
        return store.bearer(session, accountId, name)
                .invoke(bearer -> {
                    if (bearer != null) {
                        throw Problems.refusal(
                                Refusal.NAME_TAKEN,
                                "The account has another group with the name " + name + ": " + bearer + ".");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> refuseRename(Mutiny.Session session, GroupRow row, @Nullable String name) {
        return name == null || name.strip().equals(row.name)
                ? Uni.createFrom().voidItem()
                : quotas.serialize(session, row.accountId)
                        .chain(() -> refuseTaken(session, row.accountId, name.strip()));
    }

    private Uni<Void> refuseUnknown(Mutiny.Session session, GroupBody body, List<FieldError> errors) {
        return catalogue
                .missing(session, body.plan(), body.image(), body.location())
                .invoke(missing -> Catalogue.refuse(errors, missing))
                .replaceWithVoid();
    }

    Uni<Page<GroupView>> list(Caller caller, @Nullable String name, Selector labels, PageRequest page) {
        return transactions.inTransaction(session -> store.list(session, caller.accountId(), name, labels, page)
                .chain(rows -> {
                    Page<GroupRow> found = Page.of(rows, page, row -> row.id);
                    List<GroupView> views = new ArrayList<>();
                    Uni<Void> viewed = Uni.createFrom().voidItem();
                    for (GroupRow row : found.items()) {
                        viewed = viewed.chain(() -> view(session, row))
                                .invoke(views::add)
                                .replaceWithVoid();
                    }
                    return viewed.replaceWith(() -> new Page<>(List.copyOf(views), found.nextCursor()));
                }));
    }

    Uni<GroupView> get(Caller caller, String id) {
        return transactions.inTransaction(
                session -> visible(store.find(session, id), caller, id).chain(row -> view(session, row)));
    }

    Uni<Page<ActivityView>> activities(Caller caller, String id, Activity.@Nullable Kind kind, PageRequest page) {
        return transactions.inTransaction(session -> visible(store.find(session, id), caller, id)
                .chain(row -> store.activities(session, id, kind, page))
                .chain(rows -> members.waiting(session, id).map(waiting -> Page.of(rows, page, row -> row.id)
                        .map(row -> ActivityView.of(row, store, waiting)))));
    }

    Uni<Response> change(Asked asked, String id, @Nullable String ifMatch, GroupBody body) {
        return requests.repeatable(session -> {
            List<FieldError> errors = new ArrayList<>(body.errors());
            return visible(store.lock(session, id), asked.caller(), id)
                    .invoke(row -> EntityTags.requireMatch(ifMatch, row.version))
                    .chain(row -> gifts.wished(
                                    session,
                                    row.accountId,
                                    body,
                                    row.description(store).given(),
                                    errors)
                            .chain(given -> change(session, asked, row, body, given, errors)));
        });
    }

    private Uni<Reply> change(
            Mutiny.Session session, Asked asked, GroupRow row, GroupBody body, Given given, List<FieldError> errors) {
        GroupDescription before = row.description(store);
        errors.addAll(GroupRequests.errors(
                body.min() == null ? before.min() : body.min(),
                body.max() == null ? before.max() : body.max(),
                body.desired()));
        GroupDescription next = errors.isEmpty() ? body.change(before, given) : before;
        return refuseUnknown(session, body, errors)
                .chain(() -> refuseRename(session, row, body.name()))
                .chain(() -> gifts.keep(session, next, body.userData()))
                .chain(() -> command(
                        session,
                        asked,
                        row,
                        description -> new GroupCommand.Change(
                                next,
                                body.desired(),
                                who(asked.caller()),
                                asked.cause().correlationId()),
                        () -> attribute(session, row, body)))
                .call(() -> gifts.forgetRefused(session, store.read(row), given));
    }

    private Uni<Void> attribute(Mutiny.Session session, GroupRow row, GroupBody body) {
        boolean attributed = row.attribute(body.labels(), body.deletionProtection());
        return balancers
                .put(session, row.id, row.locationId, body.balancer())
                .invoke(balanced -> row.version += attributed || balanced ? 1 : 0)
                .replaceWithVoid();
    }

    /** Protects a member against being given up, or no longer. */
    Uni<Response> protect(Asked asked, String id, String serverId, MemberBody body) {
        return requests.repeatable(
                session -> visible(store.lock(session, id), asked.caller(), id).chain(row -> members.of(session, id)
                        .invoke(found -> requireMember(found, serverId))
                        .chain(() -> command(
                                session,
                                asked,
                                row,
                                description -> new GroupCommand.Protect(
                                        serverId, Boolean.TRUE.equals(body.isProtected()), who(asked.caller()))))));
    }

    private static void requireMember(List<Members.View> found, String serverId) {
        if (found.stream().noneMatch(member -> member.id().equals(serverId))) {
            throw Problems.notFound("member", serverId);
        }
    }

    Uni<Response> delete(Asked asked, String id, @Nullable String ifMatch) {
        return requests.repeatable(session -> visible(store.lock(session, id), asked.caller(), id)
                .invoke(row -> {
                    EntityTags.requireMatch(ifMatch, row.version);
                    if (row.deletionProtection && row.state.equals(GroupRow.ACTIVE)) {
                        throw Problems.refusal(
                                Refusal.DELETION_PROTECTED,
                                "The group " + id + " is protected from deletion: set its deletionProtection to false"
                                        + " first.");
                    }
                })
                .chain(row -> command(session, asked, row, description -> new GroupCommand.Delete())));
    }

    Uni<Response> act(Asked asked, String id, GroupAction action) {
        return requests.post(asked, "/v1/groups/" + id + "/actions", action, session -> visible(
                        store.lock(session, id), asked.caller(), id)
                .chain(row -> command(session, asked, row, description -> action.command(who(asked.caller())))));
    }

    private static String who(Caller caller) {
        return switch (caller.kind()) {
            case SERVER -> "server " + caller.id();
            case ACCOUNT -> "the owner";
            case ADMIN -> "an administrator";
        };
    }

    private Uni<Reply> command(
            Mutiny.Session session, Asked asked, GroupRow row, Function<GroupDescription, GroupCommand> command) {
        return command(session, asked, row, command, () -> Uni.createFrom().voidItem());
    }

    /** A refusal is committed too: the group's activities tell of it. What goes with the command is done if it is accepted. */
    private Uni<Reply> command(
            Mutiny.Session session,
            Asked asked,
            GroupRow row,
            Function<GroupDescription, GroupCommand> command,
            Supplier<Uni<Void>> then) {
        return change.apply(session, row, command.apply(row.description(store)), asked.cause())
                .chain(decision -> decision instanceof Rejected rejected
                        ? Uni.createFrom()
                                .item(new Reply(
                                        rejected.type().status(),
                                        null,
                                        rejected.type().problem(rejected.reason())))
                        : then.get()
                                .chain(() -> view(session, row))
                                .map(view -> new Reply(202, "/v1/groups/" + row.id, view)));
    }

    private Uni<GroupView> view(Mutiny.Session session, GroupRow row) {
        return members.of(session, row.id).chain(found -> balancers
                .view(session, row.id)
                .map(balancer -> GroupView.of(row, row.description(store), store.rollout(row), found, balancer)));
    }

    private static Uni<GroupRow> visible(Uni<@Nullable GroupRow> found, Caller caller, String id) {
        return found.map(row -> {
            if (row == null || !caller.canSee(row.accountId)) {
                throw Problems.notFound("group", id);
            }
            return row;
        });
    }
}
