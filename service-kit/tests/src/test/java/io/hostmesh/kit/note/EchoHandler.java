package io.hostmesh.kit.note;

import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.TicketEvent;
import io.hostmesh.kit.inbox.Inbox;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.reactive.mutiny.Mutiny;

/** Writes down every ticket event once. One with the reason "poison" is a bug in this handler. */
@ApplicationScoped
class EchoHandler {

    private final Transactions transactions;
    private final Inbox inbox;

    EchoHandler(Transactions transactions, Inbox inbox) {
        this.transactions = transactions;
        this.inbox = inbox;
    }

    Uni<Void> handle(Event<?> event) {
        return transactions.inTransaction(session -> inbox.firstTime(session, "echo", event.id())
                .chain(first -> first ? write(session, event) : Uni.createFrom().voidItem()));
    }

    private static Uni<Void> write(Mutiny.Session session, Event<?> event) {
        if (event.data() instanceof TicketEvent.Solved solved
                && solved.because().equals("poison")) {
            throw new IllegalStateException("this handler has a bug");
        }
        return session.createNativeQuery(
                        "insert into echo (ticket_id, event_id, summary) values (:ticket, :event, :summary)")
                .setParameter("ticket", event.subject())
                .setParameter("event", event.id())
                .setParameter("summary", summary(event.data()))
                .executeUpdate()
                .replaceWithVoid();
    }

    private static String summary(Object data) {
        if (data instanceof TicketEvent.Replied replied) {
            return replied.messageId();
        }
        return data.getClass().getSimpleName();
    }
}
