package io.hostmesh.teststack;

import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.EventType;
import io.hostmesh.contracts.EventTypes;
import io.hostmesh.contracts.Topic;
import io.hostmesh.embedded.KafkaTopics;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.event.EventCodec;
import io.hostmesh.kit.event.UndecodableEventException;
import io.hostmesh.kit.id.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Says and hears events, as the other services would. Everything ever sent to a topic of the running stack is heard. */
public final class TestTopics implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(50);
    /** A broker answers a connection in order: a fetch that waits there holds up the question where the topic ends. */
    private static final int FETCH_WAITS_AT_MOST_MILLIS = 5;

    private final EventCodec codec = new EventCodec();
    private final Ids ids = new Ids();
    private final KafkaProducer<String, byte[]> producer;
    private final Map<String, KafkaConsumer<String, byte[]>> consumers = new HashMap<>();
    private final Map<String, List<ConsumerRecord<String, byte[]>>> heard = new HashMap<>();
    private final Map<String, List<Optional<Event<?>>>> decoded = new HashMap<>();

    private TestTopics(KafkaProducer<String, byte[]> producer) {
        this.producer = producer;
    }

    public static TestTopics connect() {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", TestServers.kafkaAddress(), "linger.ms", 0, "acks", "all");
        return new TestTopics(new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer()));
    }

    /** The mesh's services have theirs already; any other service gets one. */
    static void createDeadLetters(String service) {
        String topic = KafkaTopics.deadLetters(service);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafkaAddress()))) {
            if (!admin.listTopics().names().get().contains(topic)) {
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                        .all()
                        .get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot create " + topic, e);
        }
    }

    /** Publishes a fact as its producer would, and returns it in its envelope. */
    public <T> Event<T> publish(Cause cause, String aggregateId, T data) {
        EventType<T> type = EventTypes.of(data);
        Event<T> event = new Event<>(
                ids.eventId(),
                type,
                "/test",
                aggregateId,
                Instant.now(),
                cause.correlationId(),
                cause.causationId(),
                cause.accountId(),
                cause.traceparent(),
                data);
        publish(event);
        return event;
    }

    /** Publishes that very event, also a second time. Returns when it is acknowledged. */
    public void publish(Event<?> event) {
        publish(codec.toRecord(event));
    }

    /** Publishes any record. Returns when it is acknowledged. */
    public void publish(ProducerRecord<String, byte[]> sent) {
        try {
            producer.send(sent).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("expected an acknowledgement from " + sent.topic(), e);
        }
    }

    /** Waits for the first event with such data that fits. */
    public <T> Event<T> await(Topic topic, Class<T> dataType, Predicate<Event<T>> fits) {
        return Await.value(
                "a fitting " + dataType.getSimpleName() + " on " + topic.topicName(),
                () -> events(topic, dataType, fits).stream().findFirst());
    }

    /** Every event with such data that fits and is there by now, in the order of its partition. */
    public <T> List<Event<T>> events(Topic topic, Class<T> dataType, Predicate<Event<T>> fits) {
        List<Optional<Event<?>>> known = decoded.computeIfAbsent(topic.topicName(), name -> new ArrayList<>());
        List<ConsumerRecord<String, byte[]>> all = records(topic.topicName());
        all.subList(known.size(), all.size()).forEach(received -> known.add(decode(received)));
        List<Event<T>> found = new ArrayList<>();
        for (Optional<Event<?>> event : known) {
            event.flatMap(each -> as(each, dataType)).filter(fits).ifPresent(found::add);
        }
        return found;
    }

    /** Every record that is on the topic by now. */
    public List<ConsumerRecord<String, byte[]>> records(String topic) {
        KafkaConsumer<String, byte[]> consumer = consumers.computeIfAbsent(topic, TestTopics::consumer);
        List<ConsumerRecord<String, byte[]>> all = heard.computeIfAbsent(topic, name -> new ArrayList<>());
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(all::add);
        }
        return List.copyOf(all);
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        consumers.values().forEach(consumer -> consumer.close());
    }

    /** The event, or empty for a record that some test sent because it is none. */
    private Optional<Event<?>> decode(ConsumerRecord<String, byte[]> received) {
        try {
            return codec.decode(received);
        } catch (UndecodableEventException e) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> Optional<Event<T>> as(Event<?> event, Class<T> dataType) {
        return dataType.isInstance(event.data()) ? Optional.of((Event<T>) event) : Optional.empty();
    }

    private static KafkaConsumer<String, byte[]> consumer(String topic) {
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        TestServers.kafkaAddress(),
                        "enable.auto.commit",
                        false,
                        "fetch.max.wait.ms",
                        FETCH_WAITS_AT_MOST_MILLIS),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }
}
