package io.hostmesh.kit.outbox;

import io.hostmesh.contracts.Topic;
import io.hostmesh.kit.event.EventCodec;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Sends rows of the outbox with one idempotent producer, all or in order up to a first that fails. A plain producer and
 * not a channel: the topic differs from row to row, order needs the moment of each send, and the relay's thread may block.
 * Confined to that thread.
 */
@ApplicationScoped
class OutboxSender {

    private static final int BLOCK_MILLIS = 5_000;
    private static final int REQUEST_TIMEOUT_MILLIS = 10_000;

    /** Longer than anyone waits: a record that expired amid others would let its successors overtake it. */
    private static final int DELIVERY_TIMEOUT_MILLIS = 600_000;

    private final EventCodec codec;
    private final Map<String, Object> broker;
    private final Duration acknowledgedWithin;
    private @Nullable Producer<String, byte[]> producer;

    OutboxSender(
            EventCodec codec,
            @Identifier("default-kafka-broker") Map<String, Object> broker,
            @ConfigProperty(name = "hostmesh.outbox.acknowledged-within") Duration acknowledgedWithin) {
        this.codec = codec;
        this.broker = broker;
        this.acknowledgedWithin = acknowledgedWithin;
    }

    /**
     * Sends and waits until every row is acknowledged. After a failure the producer is dropped with what it still holds:
     * records leave it in order, so what did arrive is a beginning of the batch, and sending it again keeps the order.
     */
    void send(List<OutboxTable.Entry> entries) throws InterruptedException, ExecutionException, TimeoutException {
        try {
            List<Future<RecordMetadata>> acknowledgements = new ArrayList<>(entries.size());
            for (OutboxTable.Entry entry : entries) {
                Future<RecordMetadata> acknowledgement = producer().send(record(entry));
                acknowledgements.add(acknowledgement);
                if (acknowledgement.isDone()) {
                    acknowledgement.get(0, TimeUnit.NANOSECONDS);
                }
            }
            long deadline = System.nanoTime() + acknowledgedWithin.toNanos();
            for (Future<RecordMetadata> acknowledgement : acknowledgements) {
                acknowledgement.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException | RuntimeException e) {
            drop();
            throw e;
        }
    }

    /** Opens the producer before there is anything to send. */
    void prepare() {
        producer().partitionsFor(Topic.AUDIT.topicName());
    }

    ProducerRecord<String, byte[]> record(OutboxTable.Entry entry) {
        return codec.toRecord(entry.topic(), entry.key(), codec.headersFromJson(entry.headers()), entry.payload());
    }

    void drop() {
        Producer<String, byte[]> dropped = producer;
        producer = null;
        if (dropped != null) {
            dropped.close(Duration.ZERO);
        }
    }

    private Producer<String, byte[]> producer() {
        Producer<String, byte[]> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(settings(), new StringSerializer(), new ByteArraySerializer());
            producer = open;
        }
        return open;
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(broker);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "outbox");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MILLIS);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        settings.keySet().removeIf(name -> !ProducerConfig.configNames().contains(name));
        return settings;
    }
}
