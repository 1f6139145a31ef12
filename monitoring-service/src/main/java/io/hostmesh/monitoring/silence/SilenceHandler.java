package io.hostmesh.monitoring.silence;

import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.idempotency.Idempotency;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.monitoring.label.MatcherReader;
import io.hostmesh.monitoring.quiet.Mutes;
import io.hostmesh.monitoring.refusal.Refusal;
import io.hostmesh.monitoring.silence.SilenceRequests.SilenceBody;
import io.hostmesh.monitoring.silence.SilenceRequests.Wanted;
import io.hostmesh.monitoring.silence.Silences.State;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Makes, changes and ends silences, and has the alerts looked at right after. */
@ApplicationScoped
class SilenceHandler {

    private final Transactions transactions;
    private final Idempotency idempotency;
    private final Silences silences;
    private final Recurring recurring;
    private final Ids ids;
    private final Clock clock;
    private final Duration longest;
    private final int most;

    SilenceHandler(
            Transactions transactions,
            Idempotency idempotency,
            Silences silences,
            Recurring recurring,
            Ids ids,
            Clock clock,
            @ConfigProperty(name = "hostmesh.silences.longest") Duration longest,
            @ConfigProperty(name = "hostmesh.silences.maximum-open-per-account") int most) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.silences = silences;
        this.recurring = recurring;
        this.ids = ids;
        this.clock = clock;
        this.longest = longest;
        this.most = most;
    }

    Uni<Response> create(Caller caller, @Nullable String key, SilenceBody body) {
        Instant now = now();
        Wanted wanted = SilenceRequests.create(body, now, longest);
        String fingerprint = idempotency.fingerprint("POST", "/v1/silences", body);
        return transactions
                .inTransaction(session ->
                        idempotency.once(session, caller, key, fingerprint, () -> insert(session, caller, wanted, now)))
                .invoke(this::review);
    }

    private Uni<Reply> insert(Mutiny.Session session, Caller caller, Wanted wanted, Instant now) {
        return silences.countOpen(session, caller.accountId(), now).chain(open -> {
            if (open >= most) {
                throw Problems.refusal(
                        Refusal.TOO_MANY_SILENCES,
                        "Expected at most " + most + " silences that have not ended; end some.");
            }
            SilenceRow row = new SilenceRow();
            row.id = ids.next("sil");
            row.accountId = caller.accountId();
            row.author = caller.kind().name().toLowerCase(Locale.ROOT) + "/" + caller.id();
            row.createdAt = now;
            write(row, wanted);
            return session.persist(row)
                    .chain(session::flush)
                    .map(done -> new Reply(201, "/v1/silences/" + row.id, view(row, now)));
        });
    }

    Uni<Page<SilenceView>> list(Caller caller, @Nullable State state, PageRequest page) {
        Instant now = now();
        return transactions
                .inTransaction(session -> silences.list(session, caller.accountId(), state, now, page))
                .map(rows -> Page.of(rows, page, row -> row.id).map(row -> view(row, now)));
    }

    Uni<SilenceView> get(Caller caller, String id) {
        return transactions.inTransaction(
                session -> find(session, caller, id, LockModeType.NONE).map(row -> view(row, now())));
    }

    Uni<SilenceView> change(Caller caller, String id, @Nullable String ifMatch, SilenceBody body) {
        Instant now = now();
        return transactions
                .inTransaction(session -> find(session, caller, id, LockModeType.PESSIMISTIC_WRITE)
                        .chain(row -> {
                            EntityTags.requireMatch(ifMatch, row.version);
                            if (State.of(row, now) == State.EXPIRED) {
                                throw Problems.refusal(
                                        Refusal.SILENCE_EXPIRED,
                                        "Expected a silence that has not ended; make a new one.");
                            }
                            write(row, SilenceRequests.change(body, wanted(row), now, longest));
                            return session.flush().map(done -> view(row, now));
                        }))
                .invoke(this::review);
    }

    /** Ends it now; one that never began ends where it was to begin. It stays to be read. */
    Uni<SilenceView> end(Caller caller, String id, @Nullable String ifMatch) {
        Instant now = now();
        return transactions
                .inTransaction(session -> find(session, caller, id, LockModeType.PESSIMISTIC_WRITE)
                        .chain(row -> {
                            EntityTags.requireMatch(ifMatch, row.version);
                            if (State.of(row, now) != State.EXPIRED) {
                                row.startsAt = row.startsAt.isAfter(now) ? now : row.startsAt;
                                row.endsAt = now;
                            }
                            return session.flush().map(done -> view(row, now));
                        }))
                .invoke(this::review);
    }

    private static Uni<SilenceRow> find(Mutiny.Session session, Caller caller, String id, LockModeType lock) {
        return session.find(SilenceRow.class, id, lock).map(row -> {
            if (row == null || !caller.canSee(row.accountId)) {
                throw Problems.notFound("silence", id);
            }
            return row;
        });
    }

    private Wanted wanted(SilenceRow row) {
        return new Wanted(
                silences.texts(row).stream().map(MatcherReader::read).toList(), row.startsAt, row.endsAt, row.comment);
    }

    private void write(SilenceRow row, Wanted wanted) {
        row.matchers = silences.write(wanted.matchers());
        row.startsAt = wanted.startsAt();
        row.endsAt = wanted.endsAt();
        row.comment = wanted.comment();
    }

    private SilenceView view(SilenceRow row, Instant now) {
        return new SilenceView(
                row.id,
                row.accountId,
                State.of(row, now).word(),
                silences.texts(row),
                row.startsAt,
                row.endsAt,
                row.comment,
                row.author,
                row.createdAt,
                row.version);
    }

    private void review() {
        recurring.wake(Mutes.REVIEW);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
