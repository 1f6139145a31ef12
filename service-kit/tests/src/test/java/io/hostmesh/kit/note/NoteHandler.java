package io.hostmesh.kit.note;

import io.hostmesh.contracts.TicketEvent;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.idempotency.Idempotency;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.outbox.Outbox;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class NoteHandler {

    private final Transactions transactions;
    private final Outbox outbox;
    private final Idempotency idempotency;
    private final Ids ids;
    private final Clock clock;

    NoteHandler(Transactions transactions, Outbox outbox, Idempotency idempotency, Ids ids, Clock clock) {
        this.transactions = transactions;
        this.outbox = outbox;
        this.idempotency = idempotency;
        this.ids = ids;
        this.clock = clock;
    }

    Uni<Response> create(Caller caller, Cause cause, @Nullable String key, NoteRequest request) {
        String fingerprint = idempotency.fingerprint("POST", "/v1/notes", request);
        return transactions.inTransaction(session ->
                idempotency.once(session, caller, key, fingerprint, () -> store(session, caller, cause, request)));
    }

    private Uni<Reply> store(Mutiny.Session session, Caller caller, Cause cause, NoteRequest request) {
        Note note = new Note(ids.next("note"), caller.requireAccount(), request.content());
        List<TicketEvent> events = List.of(
                new TicketEvent.Opened(note.id, note.content, "low", caller.id(), null, null, clock.instant()),
                new TicketEvent.Closed(note.id, "noted", clock.instant()));
        return session.persist(note)
                .chain(() -> outbox.append(session, cause, note.id, events))
                .replaceWith(() -> new Reply(202, "/v1/notes/" + note.id, Map.of("id", note.id)));
    }

    Uni<Note> get(Caller caller, String id) {
        return transactions.inTransaction(
                session -> session.find(Note.class, id).invoke(note -> {
                    if (note == null || !caller.canSee(note.accountId)) {
                        throw Problems.notFound("note", id);
                    }
                }));
    }

    Uni<Page<String>> list(Caller caller, PageRequest page) {
        String after = page.after();
        return transactions.inTransaction(session -> session.createQuery(
                        "select id from Note where accountId = :account and id > :after order by id", String.class)
                .setParameter("account", caller.requireAccount())
                .setParameter("after", after == null ? "" : after)
                .setMaxResults(page.queryLimit())
                .getResultList()
                .map(found -> Page.of(found, page, id -> id)));
    }

    /** Takes a read before a write of the same row in many transactions at once, so that their optimistic locks collide. */
    Uni<Integer> appendTo(String id, String more) {
        AtomicInteger attempts = new AtomicInteger();
        return transactions.inTransaction(session -> {
            attempts.incrementAndGet();
            return session.find(Note.class, id)
                    .invoke(note -> note.content = note.content + more)
                    .map(note -> attempts.get());
        });
    }
}
