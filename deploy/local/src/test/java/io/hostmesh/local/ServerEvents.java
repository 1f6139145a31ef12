package io.hostmesh.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.contracts.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What was ever said about servers, each record as often as it was sent. */
final class ServerEvents implements AutoCloseable {

    private static final String TYPES = "io.hostmesh.provisioning.server.";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A record.
     *
     * @param eventId what consumers know a repetition by
     * @param type without what all have in common, as in {@code provisioned}
     */
    record Said(String eventId, String serverId, String type, Instant occurredAt) {}

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<Said> said = new ArrayList<>();

    ServerEvents(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", false),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topic.SERVERS.topicName()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Everything that is there by now, in the order of each server. */
    List<Said> read() {
        var ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(100)).forEach(received -> said.add(said(received)));
        }
        return List.copyOf(said);
    }

    private static Said said(ConsumerRecord<String, byte[]> received) {
        try {
            JsonNode data = JSON.readTree(received.value());
            return new Said(
                    header(received, "ce_id"),
                    received.key(),
                    header(received, "ce_type").substring(TYPES.length()),
                    Instant.parse(data.path("occurredAt").asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String header(ConsumerRecord<String, byte[]> received, String name) {
        return new String(received.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
