package io.hostmesh.kit.note;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.contracts.TicketEvent;
import io.hostmesh.contracts.Topic;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.outbox.Outbox;
import io.hostmesh.kit.outbox.SecondRelay;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTopics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStack.class)
class OutboxTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Instant SOME_TIME = Instant.parse("2026-11-22T10:15:30Z");

    private final Ids ids = new Ids();
    private final String ticket = ids.next("tkt");
    private final Cause cause = new Cause(ids.next("req"), null, "acc_1", null);

    @Inject
    Transactions transactions;

    @Inject
    Outbox outbox;

    @Inject
    Database database;

    @Inject
    SecondRelay secondRelay;

    @Inject
    NoteScene scene;

    @ConfigProperty(name = "hostmesh.rehearsal.rounds")
    int rehearsals;

    @Test
    void shouldPublishWhatAProcessLeftBehindThatEndedAfterItsCommit() {
        // The row of a transaction whose process never came to wake its relay.
        database.update(
                "insert into outbox (event_id, shard, topic, record_key, headers, payload, appended_at) values"
                        + " (?::uuid, 3, ?, ?, ?, ?, now())",
                ids.eventId(),
                Topic.TICKETS.topicName(),
                ticket,
                "{\"ce_type\":\"io.hostmesh.ticket.ticket.left-behind\"}",
                new byte[] {'{', '}'});
        try (TestTopics topics = TestTopics.connect()) {
            Await.until("the record", () -> topics.records(Topic.TICKETS.topicName()).stream()
                    .anyMatch(sent -> ticket.equals(sent.key())));
        }
        Await.until("an empty outbox", () -> database.count("select count(*) from outbox") == 0);
    }

    @Test
    void shouldPublishNothingOfATransactionThatIsRolledBack() {
        Uni<Void> failing = transactions.inTransaction(session -> outbox.append(
                        session, cause, ticket, List.of(new TicketEvent.Closed(ticket, "never", SOME_TIME)))
                .onItem()
                .failWith(() -> new IllegalStateException("after the append")));
        assertEquals(
                "after the append",
                failing.onFailure()
                        .recoverWithNull()
                        .replaceWith("after the append")
                        .await()
                        .atMost(PATIENCE));
        publishInOrder(ticket, 1).await().atMost(PATIENCE);
        try (TestTopics topics = TestTopics.connect()) {
            topics.await(Topic.TICKETS, TicketEvent.Replied.class, event -> event.subject()
                    .equals(ticket));
            assertEquals(List.of(), topics.events(Topic.TICKETS, TicketEvent.Closed.class, event -> event.subject()
                    .equals(ticket)));
        }
    }

    @Test
    void shouldLeaveNothingOfWhatWasRehearsedAfterTheStart() {
        Await.until("every rehearsal", () -> scene.played() == rehearsals);
        publishInOrder(ticket, 1).await().atMost(PATIENCE);
        try (TestTopics topics = TestTopics.connect()) {
            topics.await(Topic.TICKETS, TicketEvent.Replied.class, event -> event.subject()
                    .equals(ticket));
            assertEquals(List.of(), topics.events(Topic.TICKETS, TicketEvent.Closed.class, event -> event.data()
                    .because()
                    .equals(NoteScene.CONTENT)));
        }
        assertEquals(0, database.count("select count(*) from note where content = ?", NoteScene.CONTENT));
    }

    /** The driver keeps only short ones unless it is told otherwise, and PostgreSQL plans five times before it keeps a plan. */
    @Test
    void shouldPrepareAndPlanALongStatementOnce() {
        String statement = "select event_id from outbox where position = :position /*" + "long".repeat(1_000) + "*/";
        Object plans = transactions
                .inTransaction(session -> session.createNativeQuery(statement, UUID.class)
                        .setParameter("position", 0L)
                        .getResultList()
                        .chain(() -> session.createNativeQuery(
                                        "select generic_plans || ' generic, ' || custom_plans || ' custom,"
                                                + " enable_seqscan ' || current_setting('enable_seqscan') from"
                                                + " pg_prepared_statements where length(statement) > 4000",
                                        String.class)
                                .getSingleResult()))
                .await()
                .atMost(PATIENCE);
        assertEquals("1 generic, 0 custom, enable_seqscan off", plans);
    }

    @Test
    void shouldKeepTheOrderOfEachAggregateWithTwoRelays() {
        int aggregates = 24;
        int events = 40;
        List<String> tickets =
                IntStream.range(0, aggregates).mapToObj(i -> ids.next("tkt")).toList();
        secondRelay.start();
        try {
            List<Uni<Void>> chains = new ArrayList<>();
            tickets.forEach(each -> chains.add(publishInOrder(each, events)));
            Uni.join().all(chains).andFailFast().await().atMost(PATIENCE);
            Await.until("an empty outbox", () -> database.count("select count(*) from outbox") == 0);
        } finally {
            secondRelay.stop();
        }
        List<String> expected =
                IntStream.range(0, events).mapToObj(Integer::toString).toList();
        try (TestTopics topics = TestTopics.connect()) {
            for (String each : tickets) {
                assertEquals(
                        expected,
                        topics
                                .events(Topic.TICKETS, TicketEvent.Replied.class, event -> event.subject()
                                        .equals(each))
                                .stream()
                                .map(event -> event.data().messageId())
                                .toList());
            }
        }
    }

    /** One transaction after the other, each with one event. */
    private Uni<Void> publishInOrder(String aggregate, int events) {
        Uni<Void> chain = Uni.createFrom().voidItem();
        for (int i = 0; i < events; i++) {
            String message = Integer.toString(i);
            chain = chain.chain(() -> transactions.inTransaction(session -> outbox.append(
                    session, cause, aggregate, List.of(new TicketEvent.Replied(aggregate, message, "a", SOME_TIME)))));
        }
        return chain;
    }
}
