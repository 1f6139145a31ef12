package io.hostmesh.kit.note;

import io.hostmesh.contracts.TicketEvent;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.outbox.Outbox;
import io.hostmesh.kit.rehearsal.Scene;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.reactive.mutiny.Mutiny;

@ApplicationScoped
class NoteScene implements Scene {

    static final String CONTENT = "a note that is only practised";

    private final Outbox outbox;
    private final Ids ids;
    private final Clock clock;
    private final AtomicInteger played = new AtomicInteger();

    NoteScene(Outbox outbox, Ids ids, Clock clock) {
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    int played() {
        return played.get();
    }

    @Override
    public Uni<?> play(Mutiny.Session session, Cause cause) {
        Note note = new Note(ids.next("note"), "acc_rehearsal", CONTENT);
        return session.persist(note)
                .chain(() -> outbox.append(
                        session, cause, note.id, List.of(new TicketEvent.Closed(note.id, CONTENT, clock.instant()))))
                .chain(session::flush)
                .invoke(played::incrementAndGet);
    }
}
