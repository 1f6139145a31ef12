package io.hostmesh.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.contracts.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads the topics of samples, alerts and groups with a plain consumer, and says when the growth of a group arrived. */
final class LoopEvents implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, byte[]> consumer;
    private final Clock clock;

    LoopEvents(String bootstrapServers, Clock clock) {
        this.clock = clock;
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                        1),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic topic : List.of(Topic.ALERTS, Topic.GROUPS, Topic.SAMPLES)) {
            consumer.partitionsFor(topic.topicName())
                    .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        }
        consumer.assign(partitions);
        skipToEnd();
    }

    /**
     * One event on its way.
     *
     * @param appended to the outbox, in the transaction of its cause
     * @param sent to Kafka
     */
    record Passage(Instant appended, Instant sent) {}

    /**
     * What was seen of one growth.
     *
     * @param alert that set it off, or null where it came by no alert
     * @param receivedNanos when the benchmark had the growth, by {@link System#nanoTime()}
     * @param received the same by the wall clock, for the hops on the way
     */
    record Growth(@Nullable Passage alert, Passage scaled, long receivedNanos, Instant received) {}

    /** Waits for the next samples that a member of that group sends of itself. */
    void awaitSamples(String groupId, Duration atMost) {
        skipToEnd();
        long deadline = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() < deadline) {
            for (ConsumerRecord<String, byte[]> next : consumer.poll(POLL)) {
                if (next.topic().equals(Topic.SAMPLES.topicName()) && groupId.equals(next.key())) {
                    return;
                }
            }
        }
        throw new IllegalStateException("expected samples of " + groupId + " within " + atMost.toSeconds() + " s");
    }

    /** Waits for the next growth of that group. */
    Optional<Growth> awaitGrowth(String groupId, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        Passage alert = null;
        Growth growth = null;
        while (System.nanoTime() < deadline && (growth == null || alert == null)) {
            var records = consumer.poll(POLL);
            long receivedNanos = System.nanoTime();
            Instant received = clock.instant();
            for (ConsumerRecord<String, byte[]> next : records) {
                if (next.topic().equals(Topic.SAMPLES.topicName())) {
                    continue;
                }
                JsonNode data = read(next.value());
                if (next.topic().equals(Topic.ALERTS.topicName())) {
                    boolean ofGroup =
                            data.path("scope").path("groupId").asText().equals(groupId);
                    alert = alert == null && ofGroup ? passage(next) : alert;
                } else if (groupId.equals(next.key()) && isGrowth(data)) {
                    growth = new Growth(null, passage(next), receivedNanos, received);
                }
            }
        }
        return growth == null
                ? Optional.empty()
                : Optional.of(new Growth(alert, growth.scaled(), growth.receivedNanos(), growth.received()));
    }

    /** Forgets what has arrived until now. */
    void skipToEnd() {
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
    }

    private static Passage passage(ConsumerRecord<String, byte[]> event) {
        Header time = event.headers().lastHeader("ce_time");
        return new Passage(
                Instant.parse(new String(time.value(), StandardCharsets.UTF_8)),
                Instant.ofEpochMilli(event.timestamp()));
    }

    private static boolean isGrowth(JsonNode data) {
        return data.has("from") && data.path("to").asInt() > data.path("from").asInt();
    }

    private static JsonNode read(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException notJson) {
            return JSON.nullNode();
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
