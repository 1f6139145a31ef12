package io.hostmesh.kit.note;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.inbox.Inbox;
import io.hostmesh.kit.transaction.Additions;
import io.hostmesh.kit.transaction.Glance;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.teststack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A transaction is done as a whole or not at all, also where its commit is sent before it is known that all of it worked. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class TransactionsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Ids ids = new Ids();
    private final String account = ids.next("acc");

    @Inject
    Transactions transactions;

    @Inject
    Glance glance;

    @Inject
    Additions additions;

    @Inject
    Inbox inbox;

    @Inject
    Database database;

    @Test
    void shouldStoreNothingOfAStatementThatFailedWithoutTheWorkSayingSo() {
        assertThrows(
                RuntimeException.class,
                () -> run(session -> insert(session, "first")
                        .chain(() -> insert(session, null))
                        .onFailure()
                        .recoverWithItem(0)));
        assertEquals(List.of(), notes());
    }

    @Test
    void shouldStoreNothingWhereWhatIsAddedFailsInTheTurnOfTheCommit() {
        run(session -> insert(session, "there"));
        Note again = new Note(
                database.texts("select id from note where account_id = ?", account)
                        .get(0),
                account,
                "x");
        RuntimeException failure = assertThrows(
                RuntimeException.class,
                () -> run(session -> session.persist(new Note(ids.next("not"), account, "flushed"))
                        .invoke(() -> additions.add(session, new Note(ids.next("not"), account, "added")))
                        .invoke(() -> additions.add(session, again))));
        assertTrue(String.valueOf(failure.getMessage()).contains("duplicate key"), failure::toString);
        assertEquals(List.of("there"), notes());
    }

    @Test
    void shouldStoreWhatTheSessionWritesAndWhatIsAdded() {
        run(session -> session.persist(new Note(ids.next("not"), account, "flushed"))
                .invoke(() -> additions.add(session, new Note(ids.next("not"), account, "added"))));
        assertEquals(List.of("added", "flushed"), notes());
    }

    @Test
    void shouldShowStatementsWhatTheSessionHasNotWrittenYet() {
        long[] seen = new long[1];
        run(session -> session.persist(new Note(ids.next("not"), account, "new"))
                .chain(() -> session.createNativeQuery("select count(*) from note where account_id = ?1", Long.class)
                        .setParameter(1, account)
                        .getSingleResult())
                .invoke(count -> seen[0] = count));
        assertEquals(1, seen[0]);
    }

    @Test
    void shouldStoreNothingWhereAnEventThatIsExpectedForTheFirstTimeCameBefore() {
        String event = ids.eventId();
        run(session -> once(session, "first", event));
        assertThrows(RuntimeException.class, () -> run(session -> once(session, "again", ids.eventId(), event)));
        run(session -> once(session, "another", ids.eventId()));
        assertEquals(List.of("another", "first"), notes());
    }

    @Test
    void shouldRepeatATransactionThatADeadlockEnded() {
        for (String content : List.of("one", "other")) {
            run(session -> insert(session, content));
        }
        CompletableFuture<Void> one = new CompletableFuture<>();
        CompletableFuture<Void> other = new CompletableFuture<>();
        Uni.join()
                .all(
                        transactions.inTransaction(session -> lock(session, "one", "other", one, other)),
                        transactions.inTransaction(session -> lock(session, "other", "one", other, one)))
                .andCollectFailures()
                .await()
                .atMost(PATIENCE);
    }

    @Test
    void shouldSeeAtAGlanceWhetherThereIsAnything() {
        Uni<Boolean> any = glance.any("select 1 from note where account_id = $1 limit 1", account);
        assertEquals(false, any.await().atMost(PATIENCE));
        run(session -> insert(session, "there"));
        assertEquals(true, any.await().atMost(PATIENCE));
    }

    /** Locks the first, and the second as soon as somebody else has locked that. */
    private Uni<String> lock(
            Mutiny.Session session,
            String first,
            String second,
            CompletableFuture<Void> mine,
            CompletableFuture<Void> theirs) {
        Context own = Vertx.currentContext();
        return lock(session, first)
                .invoke(() -> mine.complete(null))
                .chain(() -> Uni.createFrom().completionStage(theirs))
                .emitOn(resume -> own.runOnContext(now -> resume.run()))
                .chain(() -> lock(session, second));
    }

    private Uni<String> lock(Mutiny.Session session, String content) {
        return session.createNativeQuery(
                        "select id from note where account_id = ?1 and content = ?2 for update", String.class)
                .setParameter(1, account)
                .setParameter(2, content)
                .getSingleResult();
    }

    private Uni<Integer> once(Mutiny.Session session, String content, String... events) {
        inbox.expectFirst(session, "transactions-test", List.of(events));
        return insert(session, content);
    }

    private Uni<Integer> insert(Mutiny.Session session, @Nullable String content) {
        return session.createNativeQuery(
                        "insert into note (id, account_id, content, version) values (:id, :account, :content, 0)")
                .setParameter("id", ids.next("not"))
                .setParameter("account", account)
                .setParameter("content", content)
                .executeUpdate();
    }

    private <T> void run(Function<Mutiny.Session, Uni<T>> work) {
        transactions.inTransaction(work).await().atMost(PATIENCE);
    }

    private List<String> notes() {
        return database.texts("select content from note where account_id = ? order by content", account);
    }
}
