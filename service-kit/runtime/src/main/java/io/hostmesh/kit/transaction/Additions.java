package io.hostmesh.kit.transaction;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Rows that a transaction adds but does not query, such as events and histories: they are kept to its end, and each table's are
 * written together, in the order in which they were added. Hibernate writes them in the order of their addition, which for rows of
 * different tables in turn takes a round trip for each; its own ordering ({@code hibernate.order_inserts}) keeps state that
 * all sessions of Hibernate Reactive share, and mixes up their rows.
 */
@ApplicationScoped
public class Additions {

    /** A transaction uses its session from one context only. */
    private final Map<Mutiny.Session, List<Object>> waiting = new ConcurrentHashMap<>();

    /** Adds an entity at the end of the session's transaction, or at the next {@link #write}. */
    public void add(Mutiny.Session session, Object entity) {
        waiting.computeIfAbsent(session, first -> new ArrayList<>()).add(entity);
    }

    /** One that was added and is not written yet. */
    public <T> Optional<T> find(Mutiny.Session session, Class<T> type, Predicate<T> wanted) {
        return waiting.getOrDefault(session, List.of()).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(wanted)
                .findFirst();
    }

    /** Gives the session what was added so far, for those that are about to query it or to flush. */
    public Uni<Void> write(Mutiny.Session session) {
        List<Object> added = waiting.remove(session);
        if (added == null) {
            return Uni.createFrom().voidItem();
        }
        Map<Class<?>, List<Object>> tables = new LinkedHashMap<>();
        added.forEach(entity -> tables.computeIfAbsent(entity.getClass(), first -> new ArrayList<>())
                .add(entity));
        return session.persistAll(tables.values().stream().flatMap(List::stream).toArray());
    }

    /** The transaction is over. */
    void forget(Mutiny.Session session) {
        waiting.remove(session);
    }
}
