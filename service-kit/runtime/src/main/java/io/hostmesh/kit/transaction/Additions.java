package io.hostmesh.kit.transaction;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Rows that a transaction adds but does not query or change, such as events and histories: they are kept to its end, and then all
 * of them, of whatever tables, are written in one statement. Hibernate writes rows in the order of their addition, which for rows of
 * different tables in turn takes a round trip for each; its own ordering ({@code hibernate.order_inserts}) keeps state that
 * all sessions of Hibernate Reactive share, and mixes up their rows. Who wants to change one after it was written reads it first.
 */
@ApplicationScoped
public class Additions {

    /** What a transaction is to write. It uses its session from one context only. */
    private record Waiting(List<Object> added, Set<Object> changed) {

        Waiting() {
            this(new ArrayList<>(), Collections.newSetFromMap(new IdentityHashMap<>()));
        }
    }

    private final Map<Mutiny.Session, Waiting> waiting = new ConcurrentHashMap<>();

    /** Adds an entity at the end of the session's transaction, or at the next {@link #write}. */
    public void add(Mutiny.Session session, Object entity) {
        of(session).added.add(entity);
    }

    /**
     * Writes an entity that has changed in the same statement, instead of the session, which does not know it any more. Its row must
     * have been locked by the transaction: nobody looks whether it is still there, or as it was read.
     */
    public void change(Mutiny.Session session, Object entity) {
        if (!session.contains(entity) || Statements.isDirty(session, entity)) {
            session.detach(entity);
            of(session).changed.add(entity);
        }
    }

    private Waiting of(Mutiny.Session session) {
        return waiting.computeIfAbsent(session, first -> new Waiting());
    }

    /** One that was added and is not written yet. */
    public <T> Optional<T> find(Mutiny.Session session, Class<T> type, Predicate<T> wanted) {
        return waiting.getOrDefault(session, new Waiting()).added.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(wanted)
                .findFirst();
    }

    /** Writes what was added so far, for those that are about to query it. */
    public Uni<Void> write(Mutiny.Session session) {
        return Uni.createFrom().deferred(() -> send(session));
    }

    /** Writes these and what the session keeps in one turn, for those that are about to query both by SQL. */
    public Uni<Void> flush(Mutiny.Session session) {
        return Uni.createFrom()
                .deferred(() -> Statements.together(send(session), session::flush))
                .replaceWithVoid();
    }

    /** The same as {@link #write}, sent at once; see {@link Statements}. */
    Uni<Void> send(Mutiny.Session session) {
        Waiting written = waiting.remove(session);
        if (written == null) {
            return Uni.createFrom().voidItem();
        }
        AddedRows rows =
                new AddedRows(Statements.internals(session).getSharedContract(), written.added, written.changed);
        return Statements.change(session, rows.statement(), rows.parameters()).replaceWithVoid();
    }

    /** The transaction is over. */
    void forget(Mutiny.Session session) {
        waiting.remove(session);
    }
}
