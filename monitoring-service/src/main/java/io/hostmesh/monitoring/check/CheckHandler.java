package io.hostmesh.monitoring.check;

import io.hostmesh.contracts.AlertEvent.CheckResult;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Scope;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.idempotency.Idempotency;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.monitoring.alert.AlertBook;
import io.hostmesh.monitoring.alert.NewAlert;
import io.hostmesh.monitoring.check.CheckJudge.Decision;
import io.hostmesh.monitoring.check.CheckJudge.Result;
import io.hostmesh.monitoring.check.CheckJudge.State;
import io.hostmesh.monitoring.check.Outcome.Verdict;
import io.hostmesh.monitoring.diagnosis.Diagnoses;
import io.hostmesh.monitoring.membership.Membership;
import io.hostmesh.monitoring.refusal.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What customers ask of their checks, and what comes of results: one transaction for each. */
@ApplicationScoped
class CheckHandler {

    private final Transactions transactions;
    private final Idempotency idempotency;
    private final CheckStore store;
    private final AlertBook alerts;
    private final Membership membership;
    private final KnownChecks known;
    private final Diagnoses diagnoses;
    private final CheckSettings settings;
    private final Ids ids;
    private final Clock clock;

    CheckHandler(
            Transactions transactions,
            Idempotency idempotency,
            CheckStore store,
            AlertBook alerts,
            Membership membership,
            KnownChecks known,
            Diagnoses diagnoses,
            CheckSettings settings,
            Ids ids,
            Clock clock) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.store = store;
        this.alerts = alerts;
        this.membership = membership;
        this.known = known;
        this.diagnoses = diagnoses;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    Uni<Response> create(Caller caller, @Nullable String idempotencyKey, CheckRequest request) {
        String accountId = caller.requireAccount();
        String fingerprint = idempotency.fingerprint("POST", "/v1/checks", request);
        return known.places()
                .map(places -> CheckReader.read(request, settings.bounds(), places))
                .call(check -> requireOwned(caller, check))
                .chain(check -> transactions.inTransaction(session -> idempotency.once(
                        session, caller, idempotencyKey, fingerprint, () -> insert(session, accountId, check))));
    }

    private Uni<Reply> insert(Mutiny.Session session, String accountId, CheckDefinition check) {
        CheckRow row = new CheckRow();
        row.id = ids.next("chk");
        row.accountId = accountId;
        row.name = check.name();
        row.definition = store.write(check);
        row.createdAt = clock.instant();
        row.stateSince = row.createdAt;
        return refuseTooMany(session, accountId)
                .chain(() -> session.persist(row))
                .chain(session::flush)
                .chain(() -> plan(session, row, check))
                .replaceWith(() -> new Reply(201, "/v1/checks/" + row.id, CheckView.of(row, check)));
    }

    /** Creations of one account wait for each other, so that none slips past the limit. */
    private Uni<Void> refuseTooMany(Mutiny.Session session, String accountId) {
        return session.createNativeQuery("select 1 from pg_advisory_xact_lock(hashtext(:lock))", Integer.class)
                .setParameter("lock", "checks of " + accountId)
                .getSingleResult()
                .chain(() -> session.createQuery("select count(*) from CheckRow where accountId = :account", Long.class)
                        .setParameter("account", accountId)
                        .getSingleResult())
                .invoke(count -> {
                    if (count >= settings.mostPerAccount()) {
                        throw Problems.refusal(
                                Refusal.TOO_MANY_CHECKS,
                                "An account has at most " + settings.mostPerAccount() + " checks; delete one first.");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> plan(Mutiny.Session session, CheckRow row, CheckDefinition check) {
        return store.plan(session, row.id, check.enabled() ? check.places() : List.of(), clock.instant());
    }

    private Uni<Void> requireOwned(Caller caller, CheckDefinition check) {
        String serverId = check.serverId();
        String groupId = check.groupId();
        Uni<Boolean> ofServer = serverId == null
                ? Uni.createFrom().item(true)
                : membership
                        .ownerOfServer(serverId)
                        .map(owner ->
                                owner.isPresent() && caller.canSee(owner.get().accountId()));
        return ofServer.chain(server -> (groupId == null
                        ? Uni.createFrom().item(true)
                        : membership
                                .ownerOfGroup(groupId)
                                .map(owner -> owner.isPresent()
                                        && caller.canSee(owner.get().accountId())))
                .invoke(group -> {
                    List<FieldError> errors = new ArrayList<>();
                    if (!server) {
                        errors.add(new FieldError("serverId", "must be a server of the account"));
                    }
                    if (!group) {
                        errors.add(new FieldError("groupId", "must be a group of the account"));
                    }
                    if (!errors.isEmpty()) {
                        throw Problems.invalid(errors);
                    }
                })
                .replaceWithVoid());
    }

    Uni<Page<CheckView>> list(Caller caller, PageRequest page) {
        String account = caller.accountId() == null ? "" : caller.accountId();
        String after = page.after() == null ? "" : page.after();
        return transactions
                .inTransaction(session -> session.createSelectionQuery(
                                "from CheckRow where (:account = '' or accountId = :account) and id > :after order by"
                                        + " id",
                                CheckRow.class)
                        .setParameter("account", account)
                        .setParameter("after", after)
                        .setMaxResults(page.queryLimit())
                        .getResultList())
                .map(rows -> Page.of(rows, page, row -> row.id).map(this::view));
    }

    Uni<CheckView> get(Caller caller, String id) {
        return transactions.inTransaction(
                session -> visible(session.find(CheckRow.class, id), caller, id).map(this::view));
    }

    Uni<List<Result>> results(Caller caller, String id) {
        return transactions.inTransaction(session -> visible(session.find(CheckRow.class, id), caller, id)
                .chain(row -> store.newest(
                        session, id, settings.keptResults(), settings.keptResults() * settings.mostPlaces())));
    }

    Uni<CheckView> change(Caller caller, String id, @Nullable String ifMatch, CheckRequest request) {
        return known.places().chain(places -> get(caller, id)
                .map(before -> CheckReader.read(request.over(before.definition()), settings.bounds(), places))
                .call(check -> requireOwned(caller, check))
                .chain(check -> transactions.inTransaction(session -> lock(session, caller, id)
                        .invoke(row -> EntityTags.requireMatch(ifMatch, row.version))
                        .call(row -> restart(session, row, check))
                        .map(this::view))));
    }

    /** It is another check from now on: what was found by the one before says nothing about it. */
    private Uni<Void> restart(Mutiny.Session session, CheckRow row, CheckDefinition check) {
        row.name = check.name();
        row.definition = store.write(check);
        row.version++;
        return resolve(session, row, check.enabled() ? "the check was changed" : "the check was switched off")
                .chain(() -> session.createNativeQuery("delete from check_result where check_id = :check")
                        .setParameter("check", row.id)
                        .executeUpdate())
                .chain(() -> become(session, row, State.UNKNOWN, null))
                .chain(() -> plan(session, row, check));
    }

    Uni<Void> delete(Caller caller, String id, @Nullable String ifMatch) {
        return transactions.inTransaction(session -> lock(session, caller, id)
                .invoke(row -> EntityTags.requireMatch(ifMatch, row.version))
                .call(row -> resolve(session, row, "the check was deleted"))
                .chain(session::remove));
    }

    /**
     * Takes a result, unless the lease is lost: then another instance has the check and its own result.
     *
     * @param unreached nobody answered: where the check fails by it, the path is looked at
     */
    Uni<Void> record(String owner, String checkId, Result result, boolean unreached) {
        Instant now = clock.instant();
        return transactions.inTransaction(
                session -> session.find(CheckRow.class, checkId, LockModeType.PESSIMISTIC_WRITE)
                        .chain(row -> {
                            if (row == null) {
                                return Uni.createFrom().voidItem();
                            }
                            CheckDefinition check = store.read(row.definition);
                            Instant next = Turns.next(
                                    checkId, result.place(), Duration.ofSeconds(check.intervalSeconds()), now);
                            return store.finish(session, owner, checkId, result.place(), next)
                                    .chain(held -> held
                                            ? record(session, row, check, result, unreached, now)
                                            : Uni.createFrom().voidItem());
                        }));
    }

    private Uni<Void> record(
            Mutiny.Session session,
            CheckRow row,
            CheckDefinition check,
            Result result,
            boolean unreached,
            Instant now) {
        int counted = Math.max(check.failAfter().of(), check.recoverAfter().of());
        return store.record(session, row.id, result, settings.keptResults())
                .chain(() -> store.newest(session, row.id, counted, counted * settings.mostPlaces()))
                .chain(results -> {
                    Decision decision = CheckJudge.decide(check, row.state, results, now);
                    if (decision.state() == row.state) {
                        return Uni.createFrom().voidItem();
                    }
                    Cause cause = Cause.start(ids.next("cor"), row.accountId);
                    Uni<Void> told = decision.state() == State.FAILING
                            ? open(session, row, check, decision, results, cause, now)
                                    .chain(() -> diagnose(session, row, check, unreached, results, cause))
                            : resolve(session, row, decision.because());
                    return told.chain(() -> become(session, row, decision.state(), because(decision, results)));
                });
    }

    private Uni<Void> open(
            Mutiny.Session session,
            CheckRow row,
            CheckDefinition check,
            Decision decision,
            List<Result> results,
            Cause cause,
            Instant now) {
        NewAlert begun = NewAlert.ofCheck(
                new Scope(check.groupId(), check.serverId(), null, row.id),
                "Check " + check.name() + " " + because(decision, results),
                evidence(results),
                cause,
                now);
        return alerts.open(session, begun).replaceWithVoid();
    }

    private Uni<Void> diagnose(
            Mutiny.Session session,
            CheckRow row,
            CheckDefinition check,
            boolean unreached,
            List<Result> results,
            Cause cause) {
        String host = check.host();
        return host == null || !unreached
                ? Uni.createFrom().voidItem()
                : diagnoses.ofFailingCheck(
                        session,
                        row.accountId,
                        row.id,
                        check.serverId(),
                        host,
                        CheckJudge.failingPlaces(results),
                        cause);
    }

    private Uni<Void> resolve(Mutiny.Session session, CheckRow row, String because) {
        return row.state == State.FAILING
                ? alerts.resolve(session, Kind.CHECK, row.id, "", because, null, List.of(), clock.instant())
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> become(Mutiny.Session session, CheckRow row, State state, @Nullable String because) {
        row.state = state;
        row.stateSince = clock.instant();
        row.because = because;
        return session.flush();
    }

    /** With the newest reason, as places say it. */
    private static String because(Decision decision, List<Result> results) {
        return results.stream()
                .filter(result -> result.verdict() == Verdict.FAILED && decision.state() == State.FAILING)
                .max(Comparator.comparing(Result::at))
                .map(newest -> decision.because() + ": " + newest.because())
                .orElse(decision.because());
    }

    private static List<CheckResult> evidence(List<Result> results) {
        return results.stream()
                .filter(result -> result.verdict() != Verdict.NOT_AVAILABLE)
                .sorted(Comparator.comparing(Result::at).thenComparing(Result::place))
                .map(result -> new CheckResult(
                        result.place(),
                        result.at(),
                        result.verdict() == Verdict.PASSED,
                        result.latencyMillis(),
                        result.because()))
                .toList();
    }

    private static Uni<CheckRow> lock(Mutiny.Session session, Caller caller, String id) {
        return visible(session.find(CheckRow.class, id, LockModeType.PESSIMISTIC_WRITE), caller, id);
    }

    private static Uni<CheckRow> visible(Uni<@Nullable CheckRow> found, Caller caller, String id) {
        return found.map(row -> {
            if (row == null || !caller.canSee(row.accountId)) {
                throw Problems.notFound("check", id);
            }
            return row;
        });
    }

    private CheckView view(CheckRow row) {
        return CheckView.of(row, store.read(row.definition));
    }
}
