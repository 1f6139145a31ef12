package io.hostmesh.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.contracts.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

    private final Map<String, Long> firedAt = new ConcurrentHashMap<>();
    private final AtomicInteger again = new AtomicInteger();
    private final CountDownLatch follows = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean stopped;

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
        return firedAt.get(instance);
    }

    boolean haveFired(Collection<String> instances) {
        return firedAt.keySet().containsAll(instances);
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
                    take(next, System.nanoTime());
                }
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> next, long at) {
        Header type = next.headers().lastHeader("ce_type");
        if (type == null || !new String(type.value(), StandardCharsets.UTF_8).startsWith(FIRED)) {
            return;
        }
        try {
            for (JsonNode label : JSON.readTree(next.value()).path("rule").path("labels")) {
                if (label.path("name").asText().equals("instance")
                        && firedAt.putIfAbsent(label.path("value").asText(), at) != null) {
                    again.incrementAndGet();
                }
            }
        } catch (IOException unreadable) {
            throw new IllegalStateException("expected an alert's event, got " + next, unreadable);
        }
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
