package io.hostmesh.provisioning.server;

import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.catalogue.Catalogue;
import io.hostmesh.provisioning.catalogue.Plan;
import io.hostmesh.provisioning.driver.Drivers;
import io.hostmesh.provisioning.refusal.Refusal;
import io.hostmesh.provisioning.server.ServerRequests.RequestedAction;
import io.hostmesh.provisioning.server.ServerRequests.ServerAction;
import io.hostmesh.provisioning.spending.SpendLimits;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * What customers ask to be done to their servers. What is asked again while it is under way is that same action; anything else
 * is refused until then, except a deletion, for which everything else is cancelled.
 */
@ApplicationScoped
class ActionHandler {

    private static final String OWNER = "asked for by its owner";

    private final Transactions transactions;
    private final RequestHandler requests;
    private final ServerStore store;
    private final ActionStore actions;
    private final ReportedChange locks;
    private final ServerChange change;
    private final Catalogue catalogue;
    private final SpendLimits spending;
    private final Capacity capacity;
    private final Custody custody;
    private final Drivers drivers;
    private final Clock clock;

    ActionHandler(
            Transactions transactions,
            RequestHandler requests,
            ServerStore store,
            ActionStore actions,
            ReportedChange locks,
            ServerChange change,
            Catalogue catalogue,
            SpendLimits spending,
            Capacity capacity,
            Custody custody,
            Drivers drivers,
            Clock clock) {
        this.transactions = transactions;
        this.requests = requests;
        this.store = store;
        this.actions = actions;
        this.locks = locks;
        this.change = change;
        this.catalogue = catalogue;
        this.spending = spending;
        this.capacity = capacity;
        this.custody = custody;
        this.drivers = drivers;
        this.clock = clock;
    }

    Uni<Response> act(Asked asked, String id, ServerAction action) {
        return requests.post(
                asked, "/v1/servers/" + id + "/actions", action, session -> locked(session, asked.caller(), id)
                        .chain(row -> valid(session, action)
                                .chain(wish -> admit(session, row, wish, asked.cause()))
                                .map(done -> new Reply(202, location(done), view(done, row)))));
    }

    Uni<Response> delete(Asked asked, String id, @Nullable String ifMatch) {
        RequestedAction wish = new RequestedAction(ActionType.DELETE, null);
        return requests.repeatable(session -> locked(session, asked.caller(), id)
                .invoke(row -> EntityTags.requireMatch(ifMatch, row.version))
                .chain(row -> admit(session, row, wish, asked.cause())
                        .map(done -> new Reply(202, location(done), ServerView.of(row)))));
    }

    private static String location(ActionRow action) {
        return "/v1/actions/" + action.id;
    }

    private ActionView view(ActionRow action, ServerRow server) {
        return ActionView.of(action, server, drivers.health(server.locationId));
    }

    private Uni<ServerRow> locked(Mutiny.Session session, Caller caller, String id) {
        return locks.lock(session, id).map(row -> {
            if (row == null || !caller.canSee(row.accountId)) {
                throw Problems.notFound("server", id);
            }
            return row;
        });
    }

    private Uni<RequestedAction> valid(Mutiny.Session session, ServerAction action) {
        List<FieldError> errors = new ArrayList<>(action.errors());
        return catalogue.missing(session, action.plan(), null, null).map(missing -> {
            missing.forEach(part -> errors.add(new FieldError(part.field(), part.message())));
            if (!errors.isEmpty()) {
                throw Problems.invalid(errors);
            }
            return action.valid();
        });
    }

    private Uni<ActionRow> admit(Mutiny.Session session, ServerRow row, RequestedAction wish, Cause cause) {
        return actions.underWay(session, row).chain(underWay -> {
            if (underWay != null && wish.isThatOf(underWay)) {
                return Uni.createFrom().item(underWay);
            }
            if (underWay != null && wish.type() != ActionType.DELETE) {
                throw Problems.refusal(
                        Refusal.ACTION_UNDER_WAY,
                        "Expected no action to be under way, but " + underWay.type.shown() + " " + underWay.id
                                + " is; wait for it, or delete the server.");
            }
            if (wish.type() == ActionType.DELETE && row.deletionProtection) {
                throw Problems.refusal(
                        Refusal.DELETION_PROTECTED,
                        "The server " + row.id + " is protected from deletion: set its deletionProtection to false"
                                + " first.");
            }
            return command(session, row, wish)
                    .chain(command -> change.apply(session, row, command, cause))
                    .chain(decision -> begun(session, row, wish, decision, cause));
        });
    }

    private Uni<ActionRow> begun(
            Mutiny.Session session, ServerRow row, RequestedAction wish, ServerDecision decision, Cause cause) {
        if (decision instanceof ServerDecision.Rejected rejected) {
            throw Problems.refusal(rejected.type(), rejected.reason());
        }
        if (decision instanceof ServerDecision.Accepted) {
            return actions.underWay(session, row).map(Objects::requireNonNull);
        }
        if (row.server() instanceof Server.Deleting) {
            row.nextAttemptAt = clock.instant(); // The action that began it failed; it is tried again at once.
            return actions.begin(session, row, new ActionEffect.Begun(wish.type(), null), cause);
        }
        return wish.type() == ActionType.DELETE
                ? actions.newest(session, row.id, ActionType.DELETE)
                        .chain(deletion -> deletion == null
                                ? actions.alreadyDone(session, row, wish, cause)
                                : Uni.createFrom().item(deletion))
                : actions.alreadyDone(session, row, wish, cause);
    }

    /** What costs money or takes room is decided in the knowledge of what may be spent and of what room there is. */
    private Uni<ServerCommand> command(Mutiny.Session session, ServerRow row, RequestedAction wish) {
        return switch (wish.type()) {
            case STOP -> Uni.createFrom().item(new ServerCommand.Stop());
            case REBOOT -> Uni.createFrom().item(new ServerCommand.Reboot());
            case DELETE -> Uni.createFrom().item(new ServerCommand.Delete(OWNER));
            case START -> spending.reason(session, row.accountId).map(ServerCommand.Start::new);
            case REBUILD ->
                spending.reason(session, row.accountId).chain(limit -> custody.holds(session, row.id)
                        .map(held -> new ServerCommand.Rebuild(limit, held)));
            case RESIZE -> resize(session, row, Objects.requireNonNull(wish.plan()));
            case CREATE -> throw new IllegalStateException("expected an action on a server that is there, got " + wish);
        };
    }

    /** To the version of the plan that is sold now. */
    private Uni<ServerCommand> resize(Mutiny.Session session, ServerRow row, String toPlanId) {
        return catalogue.plan(session, row.planId, row.planVersion).chain(from -> catalogue
                .currentPlan(session, toPlanId)
                .invoke(to -> row.toPlanVersion = to.version())
                .chain(to -> spending.reason(session, row.accountId)
                        .chain(limit -> capacity.resize(session, row.accountId, from, to, row.locationId)
                                .map(shortage -> new ServerCommand.Resize(
                                        toPlanId, grows(from, to), limit, noRoom(shortage))))));
    }

    private static ServerCommand.@Nullable NoRoom noRoom(Capacity.@Nullable Shortage shortage) {
        return shortage == null ? null : new ServerCommand.NoRoom(shortage.reason(), shortage.because());
    }

    private static boolean grows(Plan from, Plan to) {
        return to.vcpus().compareTo(from.vcpus()) > 0 || to.memoryMegabytes() > from.memoryMegabytes();
    }

    Uni<ActionView> get(Caller caller, String id) {
        return transactions.inTransaction(session -> actions.find(session, id).chain(action -> {
            if (action == null || !caller.canSee(action.accountId)) {
                throw Problems.notFound("action", id);
            }
            return store.find(session, action.serverId).map(server -> view(action, Objects.requireNonNull(server)));
        }));
    }

    Uni<Page<ActionView>> list(Caller caller, String serverId, PageRequest page) {
        return transactions.inTransaction(
                session -> store.find(session, serverId).chain(server -> {
                    if (server == null || !caller.canSee(server.accountId)) {
                        throw Problems.notFound("server", serverId);
                    }
                    return actions.list(session, serverId, page)
                            .map(rows -> Page.of(rows, page, row -> row.id).map(row -> view(row, server)));
                }));
    }
}
