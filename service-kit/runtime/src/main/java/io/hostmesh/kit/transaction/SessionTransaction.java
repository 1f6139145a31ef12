package io.hostmesh.kit.transaction;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.session.ReactiveSession;
import org.jboss.logging.Logger;

/**
 * The transaction of a session, as Hibernate Reactive has it but for two turns: it begins in one turn with its first statement, and
 * commits in one turn with what was added to it (see {@link TurnConnection}). What the session writes itself goes ahead of that: Hibernate counts the rows.
 */
final class SessionTransaction {

    private static final Logger LOG = Logger.getLogger(SessionTransaction.class);

    private final Mutiny.Session session;
    private final ReactiveSession internals;
    private final Additions additions;

    SessionTransaction(Mutiny.Session session, Additions additions) {
        this.session = session;
        this.internals = Statements.internals(session);
        this.additions = additions;
    }

    /** Does the work and commits, or rolls back where it fails. */
    <T> Uni<T> run(Supplier<Uni<T>> work) {
        return Statements.together(
                        Statements.sent(internals.getReactiveConnection().beginTransaction()), work)
                .map(both -> both.getItem2())
                .call(() -> Statements.sent(internals.reactiveAutoflush()))
                .call(() -> Statements.sent(internals.getReactiveActionQueue().beforeTransactionCompletion()))
                .call(() -> Statements.together(
                        additions.send(session),
                        () -> Statements.sent(internals.getReactiveConnection().commitTransaction())))
                .onFailure()
                .call(this::rollback)
                .call(() -> Statements.sent(internals.getReactiveActionQueue().afterTransactionCompletion(true)))
                .onTermination()
                .invoke(() -> additions.forget(session));
    }

    /** Whether it works or not, what was written is gone: the server forgets it with the connection too. */
    private Uni<Void> rollback() {
        return Statements.sent(internals.getReactiveConnection().rollbackTransaction())
                .onFailure()
                .invoke(failure -> LOG.debugf("rollback failed, the connection is gone cause=%s", failure))
                .onFailure()
                .recoverWithNull();
    }
}
