package io.hostmesh.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.contracts.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Follows the topic of alerts and notes when the event of each instance's alert came, and how many came twice. */
final class FiredAlerts implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String FIRED = "io.hostmesh.monitoring.alert.fired";

    private final Map<String, Passage> fired = new ConcurrentHashMap<>();
    private final AtomicInteger again = new AtomicInteger();
    private final CountDownLatch follows = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean stopped;

    /**
     * The way of an alert's event.
     *
     * @param accepted when the sample behind it was accepted
     * @param appended when the event was written, in the transaction of the alert
     * @param sent when the relay sent it to Kafka, in whole milliseconds
     * @param receivedNanos the same as {@code received}, by {@link System#nanoTime()}
     */
    record Passage(Instant accepted, Instant appended, Instant sent, Instant received, long receivedNanos) {}

    FiredAlerts(String bootstrapServers) {
        thread = new Thread(() -> follow(bootstrapServers), "fired alerts");
        thread.setDaemon(true);
        thread.start();
        try {
            follows.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before alerts were followed", interrupted);
        }
    }

    /** By {@link System#nanoTime()}; null as long as there is none. */
    @Nullable
    Long firedAt(String instance) {
        Passage passage = fired.get(instance);
        return passage == null ? null : passage.receivedNanos();
    }

    /** The way of that instance's alert; null as long as there is none. */
    @Nullable
    Passage passage(String instance) {
        return fired.get(instance);
    }

    boolean haveFired(Collection<String> instances) {
        return fired.keySet().containsAll(instances);
    }

    /** How many events came for an instance whose alert had fired before. */
    int doubled() {
        return again.get();
    }

    private void follow(String bootstrapServers) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                        1),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.ALERTS.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            follows.countDown();
            while (!stopped) {
                for (ConsumerRecord<byte[], byte[]> next : consumer.poll(POLL)) {
                    take(next, Instant.now(), System.nanoTime());
                }
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> next, Instant received, long receivedNanos) {
        if (!header(next, "ce_type").startsWith(FIRED)) {
            return;
        }
        try {
            JsonNode event = JSON.readTree(next.value());
            Passage passage = new Passage(
                    Instant.parse(event.path("measurement").path("acceptedAt").asText()),
                    Instant.parse(header(next, "ce_time")),
                    Instant.ofEpochMilli(next.timestamp()),
                    received,
                    receivedNanos);
            for (JsonNode label : event.path("rule").path("labels")) {
                if (label.path("name").asText().equals("instance")
                        && fired.putIfAbsent(label.path("value").asText(), passage) != null) {
                    again.incrementAndGet();
                }
            }
        } catch (IOException unreadable) {
            throw new IllegalStateException("expected an alert's event, got " + next, unreadable);
        }
    }

    private static String header(ConsumerRecord<?, ?> event, String name) {
        Header header = event.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
