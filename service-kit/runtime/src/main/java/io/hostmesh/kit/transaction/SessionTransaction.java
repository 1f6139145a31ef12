package io.hostmesh.kit.transaction;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.session.ReactiveSession;
import org.jboss.logging.Logger;

/**
 * The transaction of a session, which takes two turns less than that of Hibernate Reactive: it begins in one turn with its first statement,
 * and commits in one turn with what was added to it. The driver's own transactions wait for every answer before they commit. PostgreSQL does
 * what comes in one after the other, and rolls back where it is to commit what failed.
 */
final class SessionTransaction {

    private static final Logger LOG = Logger.getLogger(SessionTransaction.class);

    /** Where nothing is sent ahead of it: in a transaction that failed already the select fails too, but a commit rolls back in silence. */
    private static final String CHECKED_COMMIT = "select; commit";

    private final Mutiny.Session session;
    private final ReactiveSession internals;
    private final Additions additions;
    private boolean ended;

    SessionTransaction(Mutiny.Session session, Additions additions) {
        this.session = session;
        this.internals = Statements.internals(session);
        this.additions = additions;
    }

    /** Does the work and commits, or rolls back where it fails. */
    <T> Uni<T> run(Supplier<Uni<T>> work) {
        return Statements.together(execute("begin"), work)
                .map(both -> both.getItem2())
                .call(() -> Statements.sent(internals.reactiveAutoflush()))
                .call(() -> Statements.sent(internals.getReactiveActionQueue().beforeTransactionCompletion()))
                .call(this::commit)
                .onFailure()
                .call(this::rollback)
                .call(() -> Statements.sent(internals.getReactiveActionQueue().afterTransactionCompletion(true)))
                .onTermination()
                .invoke(() -> additions.forget(session));
    }

    private Uni<?> commit() {
        return additions.none(session)
                ? execute(CHECKED_COMMIT).invoke(this::end)
                : Statements.together(
                        additions.send(session), () -> execute("commit").invoke(this::end));
    }

    private void end() {
        ended = true;
    }

    /** Whether it works or not, what was written is gone: the server forgets it with the connection too. */
    private Uni<Void> rollback() {
        return ended
                ? Uni.createFrom().voidItem()
                : execute("rollback")
                        .onFailure()
                        .invoke(failure -> LOG.debugf("rollback failed, the connection is gone cause=%s", failure))
                        .onFailure()
                        .recoverWithNull();
    }

    private Uni<Void> execute(String command) {
        return Statements.sent(internals.getReactiveConnection().executeUnprepared(command));
    }
}
