package io.hostmesh.monitoring.diagnosis;

import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.idempotency.Idempotency;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.outbox.Outbox;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.monitoring.membership.Membership;
import io.hostmesh.monitoring.outbound.OutboundAddresses;
import io.hostmesh.monitoring.outbound.OutboundRefusedException;
import io.hostmesh.monitoring.refusal.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What customers ask of diagnoses, and what comes of them. */
@ApplicationScoped
class DiagnosisHandler {

    private final Transactions transactions;
    private final Idempotency idempotency;
    private final DiagnosisStore store;
    private final Checks checks;
    private final Membership membership;
    private final OutboundAddresses addresses;
    private final PathProbe probe;
    private final Outbox outbox;
    private final DiagnosisSettings settings;
    private final Recurring recurring;
    private final Ids ids;
    private final Clock clock;

    DiagnosisHandler(
            Transactions transactions,
            Idempotency idempotency,
            DiagnosisStore store,
            Checks checks,
            Membership membership,
            OutboundAddresses addresses,
            PathProbe probe,
            Outbox outbox,
            DiagnosisSettings settings,
            Recurring recurring,
            Ids ids,
            Clock clock) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.store = store;
        this.checks = checks;
        this.membership = membership;
        this.addresses = addresses;
        this.probe = probe;
        this.outbox = outbox;
        this.settings = settings;
        this.recurring = recurring;
        this.ids = ids;
        this.clock = clock;
    }

    /** What is looked at; the host is null where there is nowhere to send packets. */
    private record Subject(
            @Nullable String serverId,
            @Nullable String checkId,
            @Nullable String host) {}

    Uni<Response> create(Caller caller, Cause cause, @Nullable String idempotencyKey, DiagnosisRequest request) {
        String accountId = caller.requireAccount();
        String fingerprint = idempotency.fingerprint("POST", "/v1/diagnoses", request);
        String place = Objects.requireNonNullElse(request.place(), checks.place());
        return checks.places()
                .invoke(places -> requireRight(request.errors(places)))
                .chain(() -> subject(accountId, request))
                .call(subject -> requirePath(subject, place))
                .chain(subject -> transactions.inTransaction(session -> idempotency.once(
                        session,
                        caller,
                        idempotencyKey,
                        fingerprint,
                        () -> insert(session, accountId, cause.correlationId(), subject, place))))
                .invoke(() -> recurring.wake(DiagnosisRunner.WORK));
    }

    private static void requireRight(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
    }

    private Uni<Subject> subject(String accountId, DiagnosisRequest request) {
        String server = request.server();
        String check = request.check();
        if (server != null) {
            return membership.reachOfServer(server).map(reach -> {
                if (reach.isEmpty() || !accountId.equals(reach.get().accountId())) {
                    throw wrong("server", "must be a server of the account");
                }
                return new Subject(server, null, reach.get().host());
            });
        }
        if (check == null) {
            return Uni.createFrom().item(new Subject(null, null, request.host()));
        }
        return checks.asked(check).map(asked -> {
            if (asked.isEmpty() || !accountId.equals(asked.get().accountId())) {
                throw wrong("check", "must be a check of the account");
            }
            if (asked.get().host() == null) {
                throw wrong("check", "must be a check that goes to a host; this one asks the resolver of its place");
            }
            return new Subject(asked.get().serverId(), check, asked.get().host());
        });
    }

    private static RuntimeException wrong(String field, String message) {
        return Problems.invalid(List.of(new FieldError(field, message)));
    }

    /** Of a server there is more to see than the path; without a server the path has to be possible. */
    private Uni<Void> requirePath(Subject subject, String place) {
        String host = subject.host();
        if (subject.serverId() != null || host == null) {
            return Uni.createFrom().voidItem();
        }
        return addresses
                .resolve(host)
                .onFailure(OutboundRefusedException.class)
                .transform(refused -> Problems.refusal(Refusal.HOST_NOT_ALLOWED, String.valueOf(refused.getMessage())))
                .chain(() -> place.equals(checks.place())
                        ? probe.lacking()
                        : Uni.createFrom().item(List.<String>of()))
                .invoke(lacking -> {
                    if (!lacking.isEmpty()) {
                        throw Problems.refusal(Refusal.PATHS_NOT_AVAILABLE, String.join(" ", lacking));
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Reply> insert(
            Mutiny.Session session, String accountId, String correlationId, Subject subject, String place) {
        return store.countOpen(session, accountId).chain(open -> {
            if (open >= settings.mostWaitingPerAccount()) {
                throw Problems.refusal(
                        Refusal.TOO_MANY_DIAGNOSES,
                        "An account has at most " + settings.mostWaitingPerAccount()
                                + " diagnoses under way; wait until one is done.");
            }
            Diagnosis row = new Diagnosis();
            row.id = ids.next("dia");
            row.accountId = accountId;
            row.correlationId = correlationId;
            row.serverId = subject.serverId();
            row.checkId = subject.checkId();
            row.host = subject.host();
            row.place = place;
            row.createdAt = clock.instant();
            return store.insert(session, row, settings.keptPerAccount())
                    .replaceWith(() -> new Reply(202, "/v1/diagnoses/" + row.id, store.view(row)));
        });
    }

    Uni<Page<DiagnosisView>> list(Caller caller, @Nullable String server, @Nullable String check, PageRequest page) {
        return transactions
                .inTransaction(session -> store.list(
                        session,
                        orEmpty(caller.accountId()),
                        orEmpty(server),
                        orEmpty(check),
                        page.after(),
                        page.queryLimit()))
                .map(rows -> Page.of(rows, page, row -> row.id).map(store::view));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    Uni<DiagnosisView> get(Caller caller, String id) {
        return transactions.inTransaction(
                session -> visible(session, caller, id, LockModeType.NONE).map(store::view));
    }

    /** Reads what a trace printed that was made at the other end. */
    Uni<DiagnosisView> wayBack(Caller caller, String id, @Nullable String trace) {
        String text = trace == null ? "" : trace;
        if (text.getBytes(StandardCharsets.UTF_8).length > settings.mostTraceBytes()) {
            throw wrong("body", "must have at most " + settings.mostTraceBytes() + " bytes");
        }
        List<Hop> hops = TraceReading.of(text.lines().toList());
        if (hops.isEmpty()) {
            throw wrong(
                    "body",
                    "must be what traceroute, tracepath or mtr --report printed, with its hops from the first on");
        }
        PathReading reading = PathReading.of(hops, null);
        return transactions.inTransaction(session -> visible(session, caller, id, LockModeType.PESSIMISTIC_WRITE)
                .invoke(row -> row.wayBack = store.write(reading))
                .map(store::view));
    }

    /** Keeps what was found, unless the lease is lost: then another instance makes the diagnosis. */
    Uni<Void> finish(String owner, String id, Findings findings) {
        return transactions.inTransaction(session -> session.find(Diagnosis.class, id, LockModeType.PESSIMISTIC_WRITE)
                .chain(row -> row != null && owner.equals(row.leasedBy) && row.state == Diagnosis.State.RUNNING
                        ? finish(session, row, findings)
                        : Uni.createFrom().voidItem()));
    }

    private Uni<Void> finish(Mutiny.Session session, Diagnosis row, Findings findings) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        row.state = Diagnosis.State.DONE;
        row.findings = store.write(findings);
        row.finishedAt = now;
        row.leasedBy = null;
        row.leasedUntil = null;
        String correlation = row.correlationId == null ? ids.next("cor") : row.correlationId;
        return outbox.append(
                session,
                Cause.start(correlation, row.accountId),
                row.id,
                List.of(DiagnosisFacts.finished(row, findings, now)));
    }

    private static Uni<Diagnosis> visible(Mutiny.Session session, Caller caller, String id, LockModeType lock) {
        return session.find(Diagnosis.class, id, lock).map(row -> {
            if (row == null || !caller.canSee(row.accountId)) {
                throw Problems.notFound("diagnosis", id);
            }
            return row;
        });
    }
}
