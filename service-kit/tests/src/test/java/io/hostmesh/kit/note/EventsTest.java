package io.hostmesh.kit.note;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.TicketEvent;
import io.hostmesh.contracts.Topic;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTopics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStack.class)
class EventsTest {

    private static final Instant SOME_TIME = Instant.parse("2026-11-22T10:15:30.123456Z");
    private static final String DEAD_LETTERS = "hostmesh.kit.dead-letters.v1";
    private static final String TICKETS = Topic.TICKETS.topicName();

    private final Ids ids = new Ids();
    private final String ticket = ids.next("tkt");
    private final Cause cause = new Cause(ids.next("req"), null, "acc_1", null);

    @Inject
    Database database;

    @SuppressWarnings("NullAway.Init")
    private TestTopics topics;

    @BeforeEach
    void connect() {
        topics = TestTopics.connect();
    }

    @AfterEach
    void disconnect() {
        topics.close();
    }

    @Test
    void shouldHaveOneEffectWhenAnEventIsDeliveredManyTimes() {
        Event<TicketEvent.Replied> event = topics.publish(cause, ticket, replied("msg_1"));
        for (int i = 0; i < 20; i++) {
            topics.publish(event);
        }
        topics.publish(cause, ticket, replied("msg_last"));
        Await.until("the last event", () -> echoes().contains("msg_last"));
        assertEquals(List.of("msg_1", "msg_last"), echoes());
    }

    @Test
    void shouldSkipAnEventOfAnUnknownType() {
        ProducerRecord<String, byte[]> unknown =
                new ProducerRecord<>(TICKETS, ticket, "{}".getBytes(StandardCharsets.UTF_8));
        unknown.headers().add("ce_type", "io.hostmesh.ticket.ticket.invented".getBytes(StandardCharsets.UTF_8));
        topics.publish(unknown);
        topics.publish(cause, ticket, replied("msg_after"));
        Await.until("the event after", () -> echoes().equals(List.of("msg_after")));
        assertTrue(deadLettersOf(ticket).isEmpty());
    }

    @Test
    void shouldPutWhatCannotBeReadOnTheDeadLetterTopicAndGoOn() {
        topics.publish(new ProducerRecord<>(TICKETS, ticket, "no event".getBytes(StandardCharsets.UTF_8)));
        ProducerRecord<String, byte[]> broken =
                new ProducerRecord<>(TICKETS, ticket, "{\"ticketId\":".getBytes(StandardCharsets.UTF_8));
        broken.headers().add("ce_type", "io.hostmesh.ticket.ticket.solved".getBytes(StandardCharsets.UTF_8));
        topics.publish(broken);
        topics.publish(new ProducerRecord<>(TICKETS, ticket, null));
        topics.publish(cause, ticket, replied("msg_after"));
        Await.until("the event after", () -> echoes().equals(List.of("msg_after")));
        Await.until("three dead letters", () -> deadLettersOf(ticket).size() == 3);
        assertTrue(reason(deadLettersOf(ticket).get(0)).contains("expected the header ce_type"));
        assertTrue(reason(deadLettersOf(ticket).get(1)).contains("io.hostmesh.ticket.ticket.solved"));
    }

    @Test
    void shouldPutWhatTheHandlerCannotHandleOnTheDeadLetterTopicAndGoOn() {
        topics.publish(cause, ticket, new TicketEvent.Solved(ticket, "poison", SOME_TIME));
        topics.publish(cause, ticket, replied("msg_after"));
        Await.until("the event after", () -> echoes().equals(List.of("msg_after")));
        Await.until("a dead letter", () -> deadLettersOf(ticket).size() == 1);
        ConsumerRecord<String, byte[]> dead = deadLettersOf(ticket).get(0);
        assertTrue(reason(dead).contains("this handler has a bug"), reason(dead));
        assertEquals("io.hostmesh.ticket.ticket.solved", header(dead, "ce_type"));
    }

    private TicketEvent.Replied replied(String message) {
        return new TicketEvent.Replied(ticket, message, "someone", SOME_TIME);
    }

    private List<String> echoes() {
        return database.texts("select summary from echo where ticket_id = ? order by position", ticket);
    }

    private List<ConsumerRecord<String, byte[]>> deadLettersOf(String key) {
        return topics.records(DEAD_LETTERS).stream()
                .filter(dead -> key.equals(dead.key()))
                .toList();
    }

    private static String reason(ConsumerRecord<String, byte[]> dead) {
        return header(dead, "dead-letter-reason");
    }

    private static String header(ConsumerRecord<String, byte[]> dead, String name) {
        return new String(dead.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
