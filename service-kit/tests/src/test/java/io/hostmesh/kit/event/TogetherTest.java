package io.hostmesh.kit.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.EventTypes;
import io.hostmesh.contracts.TicketEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.fault.KafkaFailureHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.Test;

/** Several records have one effect, unless one of them spoils it. */
class TogetherTest {

    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final String POISON = "tic_poison";

    private final EventCodec codec = new EventCodec();
    private final EventConsumer events = new EventConsumer(codec, new SimpleMeterRegistry());
    private final List<String> together = new ArrayList<>();
    private final List<String> alone = new ArrayList<>();

    private ConsumerRecord<String, byte[]> record(String ticketId) {
        TicketEvent solved = new TicketEvent.Solved(ticketId, "asked", NOW);
        ProducerRecord<String, byte[]> sent = codec.toRecord(new Event<>(
                "0199c0de-0000-7000-8000-000000000000",
                EventTypes.of(solved),
                "/ticket",
                ticketId,
                NOW,
                "req_1",
                null,
                null,
                null,
                solved));
        ConsumerRecord<String, byte[]> received = new ConsumerRecord<>(sent.topic(), 0, 0, sent.key(), sent.value());
        sent.headers().forEach(received.headers()::add);
        return received;
    }

    private Map<String, Throwable> consume(Map<String, ConsumerRecord<String, byte[]>> received) {
        return events.consume(received, this::allOrNone, this::each).await().atMost(Duration.ofSeconds(10));
    }

    private Uni<Void> allOrNone(List<Event<?>> all) {
        if (all.stream().anyMatch(event -> event.subject().equals(POISON))) {
            return Uni.createFrom().failure(new IllegalStateException("expected no poison"));
        }
        all.forEach(event -> together.add(event.subject()));
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> each(Event<?> event) {
        if (event.subject().equals(POISON)) {
            return Uni.createFrom().failure(new IllegalStateException("expected no poison"));
        }
        alone.add(event.subject());
        return Uni.createFrom().voidItem();
    }

    private Map<String, ConsumerRecord<String, byte[]>> records(String... ticketIds) {
        Map<String, ConsumerRecord<String, byte[]>> received = new LinkedHashMap<>();
        for (String id : ticketIds) {
            received.put(id, record(id));
        }
        return received;
    }

    @Test
    void shouldHandleAllInOneEffect() {
        assertEquals(Map.of(), consume(records("tic_1", "tic_2")));
        assertEquals(List.of("tic_1", "tic_2"), together);
        assertEquals(List.of(), alone);
    }

    @Test
    void shouldHandleEachAloneWhereOneIsPoison() {
        Map<String, Throwable> failed = consume(records("tic_1", POISON, "tic_2"));
        assertEquals(List.of(), together);
        assertEquals(List.of("tic_1", "tic_2"), alone);
        assertInstanceOf(IllegalStateException.class, failed.get(POISON));
        assertEquals(1, failed.size());
    }

    @Test
    void shouldHandleEachAloneWhereOneCannotBeRead() {
        Map<String, ConsumerRecord<String, byte[]>> received = records("tic_1", "tic_2");
        received.put("noise", new ConsumerRecord<>("tickets", 0, 0, "noise", new byte[] {1}));
        Map<String, Throwable> failed = consume(received);
        assertEquals(List.of("tic_1", "tic_2"), alone);
        assertInstanceOf(UndecodableEventException.class, failed.get("noise"));
    }

    @Test
    void shouldHandleEachAloneWhereTheEffectThrows() {
        Map<String, Throwable> failed = events.consume(
                        records("tic_1", "tic_2"),
                        all -> {
                            throw new IllegalStateException("expected a scope");
                        },
                        this::each)
                .await()
                .atMost(Duration.ofSeconds(10));
        assertEquals(Map.of(), failed);
        assertEquals(List.of("tic_1", "tic_2"), alone);
    }

    /** Those that need not wait for anything do not pile up on the stack. */
    @Test
    void shouldHandleManyAloneOnASmallStack() throws Exception {
        String[] tickets =
                IntStream.range(0, 1000).mapToObj(number -> "tic_" + number).toArray(String[]::new);
        Map<String, ConsumerRecord<String, byte[]>> received = records(tickets);
        received.put("noise", new ConsumerRecord<>("tickets", 0, 0, "noise", new byte[] {1}));
        FutureTask<Map<String, Throwable>> task = new FutureTask<>(() -> consume(received));
        new Thread(null, task, "small stack", 512 * 1024).start();
        assertEquals(Set.of("noise"), task.get(10, TimeUnit.SECONDS).keySet());
        assertEquals(List.of(tickets), alone);
    }

    @Test
    void shouldHandleABatchInPartsOfWhichPoisonSpoilsItsOwn() {
        Batch batch = new Batch(records("tic_1", "tic_2", POISON, "tic_4", "tic_5"));
        events.consume(batch, 2, this::allOrNone, this::each).await().atMost(Duration.ofSeconds(10));
        assertEquals(List.of("tic_1", "tic_2", "tic_5"), together);
        assertEquals(List.of("tic_4"), alone);
        assertEquals(List.of(POISON, "all else"), batch.ended);
    }

    @Test
    void shouldPassByWhatDoesNotConcernTheHandler() {
        Map<String, ConsumerRecord<String, byte[]>> received = records("tic_1", "tic_2", POISON, "tic_4");
        received.put("noise", new ConsumerRecord<>("tickets", 0, 0, "noise", new byte[] {1}));
        Batch batch = new Batch(received);
        events.consume(batch, each -> !each.key().equals("tic_2"), this::each)
                .await()
                .atMost(Duration.ofSeconds(10));
        assertEquals(List.of("tic_1", "tic_4"), alone);
        assertEquals(List.of(POISON, "noise", "all else"), batch.ended);
    }

    /** What Kafka has at a moment. */
    private static final class Batch implements KafkaRecordBatch<String, byte[]> {

        private final List<String> ended = new ArrayList<>();
        private final List<KafkaRecord<String, byte[]>> records;

        Batch(Map<String, ConsumerRecord<String, byte[]>> records) {
            KafkaFailureHandler buries = new KafkaFailureHandler() {
                @Override
                public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> failed, Throwable reason, Metadata metadata) {
                    ended.add(String.valueOf(failed.getKey()));
                    return Uni.createFrom().voidItem();
                }
            };
            this.records = records.values().stream()
                    .<KafkaRecord<String, byte[]>>map(
                            each -> new IncomingKafkaRecord<>(each, "tickets", 0, null, buries, false))
                    .toList();
        }

        @Override
        public List<KafkaRecord<String, byte[]>> getRecords() {
            return records;
        }

        @Override
        public Map<TopicPartition, KafkaRecord<String, byte[]>> getLatestOffsetRecords() {
            return Map.of();
        }

        @Override
        public List<byte[]> getPayload() {
            return records.stream().map(KafkaRecord::getPayload).toList();
        }

        @Override
        public Iterator<KafkaRecord<String, byte[]>> iterator() {
            return records.iterator();
        }

        @Override
        public CompletionStage<Void> ack() {
            ended.add("all else");
            return CompletableFuture.completedFuture(null);
        }
    }

    @Test
    void shouldSkipWhatThisVersionDoesNotKnow() {
        Map<String, ConsumerRecord<String, byte[]>> received = records("tic_1");
        ConsumerRecord<String, byte[]> unknown = record("tic_2");
        unknown.headers().remove("ce_type");
        unknown.headers().add("ce_type", "io.hostmesh.ticket.unheard-of".getBytes(StandardCharsets.UTF_8));
        received.put("unknown", unknown);
        assertEquals(Map.of(), consume(received));
        assertEquals(List.of("tic_1"), together);
    }
}
