package io.hostmesh.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.contracts.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the groups' topic with a plain consumer, and says when the growth of a group arrived. */
final class ScaledEvents implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, byte[]> consumer;

    ScaledEvents(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                        1),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topic.GROUPS.topicName()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** Waits for the next growth of that group; the time at which it was received, by {@link System#nanoTime()}. */
    OptionalLong awaitGrowth(String groupId, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() < deadline) {
            var records = consumer.poll(POLL);
            long receivedAt = System.nanoTime();
            for (ConsumerRecord<String, byte[]> record : records) {
                if (groupId.equals(record.key()) && isGrowth(record.value())) {
                    return OptionalLong.of(receivedAt);
                }
            }
        }
        return OptionalLong.empty();
    }

    /** Forgets what has arrived until now. */
    void skipToEnd() {
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
    }

    private static boolean isGrowth(byte[] value) {
        try {
            JsonNode data = JSON.readTree(value);
            return data.has("from")
                    && data.path("to").asInt() > data.path("from").asInt();
        } catch (IOException notJson) {
            return false;
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
