package io.hostmesh.kit.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.EventType;
import io.hostmesh.contracts.EventTypes;
import io.hostmesh.kit.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Events on Kafka: CloudEvents 1.0 in binary mode, the attributes as headers {@code ce_*} and the data as JSON. */
@ApplicationScoped
public class EventCodec {

    private static final String PREFIX = "ce_";
    private static final String SPEC_VERSION = "1.0";
    private static final String CONTENT_TYPE = "application/json";
    private static final TypeReference<LinkedHashMap<String, String>> HEADERS = new TypeReference<>() {};

    private final ObjectMapper json = Json.forEvents();

    /** An event as the headers and the value of a record. */
    @SuppressWarnings("ArrayRecordComponent") // A plain carrier that nobody compares.
    public record Encoded(Map<String, String> headers, byte[] payload) {}

    public Encoded encode(Event<?> event) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(PREFIX + "specversion", SPEC_VERSION);
        headers.put(PREFIX + "id", event.id());
        headers.put(PREFIX + "type", event.type().name());
        headers.put(PREFIX + "source", event.source());
        headers.put(PREFIX + "subject", event.subject());
        headers.put(PREFIX + "time", event.time().toString());
        headers.put(PREFIX + "correlationid", event.correlationId());
        putIfPresent(headers, PREFIX + "causationid", event.causationId());
        putIfPresent(headers, PREFIX + "accountid", event.accountId());
        headers.put(PREFIX + "schemaversion", Integer.toString(event.type().schemaVersion()));
        putIfPresent(headers, PREFIX + "traceparent", event.traceparent());
        putIfPresent(headers, "traceparent", event.traceparent());
        headers.put("content-type", CONTENT_TYPE);
        try {
            return new Encoded(headers, json.writeValueAsBytes(event.data()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected data that can be written as JSON, got " + event.data(), e);
        }
    }

    /** The record that carries the event, keyed by its subject, on its type's topic. */
    public ProducerRecord<String, byte[]> toRecord(Event<?> event) {
        Encoded encoded = encode(event);
        return toRecord(event.type().topic().topicName(), event.subject(), encoded.headers(), encoded.payload());
    }

    /** A record of already encoded parts. */
    public ProducerRecord<String, byte[]> toRecord(
            String topic, String key, Map<String, String> headers, byte[] payload) {
        ProducerRecord<String, byte[]> sent = new ProducerRecord<>(topic, key, payload);
        headers.forEach((name, value) -> sent.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return sent;
    }

    /**
     * The event in a record, or empty for a type that this version does not know.
     *
     * @throws UndecodableEventException if the record is no CloudEvent, or its data is not of its type's shape
     */
    public Optional<Event<?>> decode(ConsumerRecord<String, byte[]> received) {
        Optional<EventType<?>> type = EventTypes.named(required(received, "type"));
        if (type.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(decode(received, type.get()));
    }

    private <T> Event<T> decode(ConsumerRecord<String, byte[]> received, EventType<T> type) {
        byte[] payload = received.value();
        if (payload == null) {
            throw new UndecodableEventException("expected data, got a record without a value", null);
        }
        try {
            T data = json.readValue(payload, type.dataType());
            if (data == null) {
                throw new UndecodableEventException("expected data, got JSON null", null);
            }
            return new Event<>(
                    required(received, "id"),
                    type,
                    required(received, "source"),
                    required(received, "subject"),
                    Instant.parse(required(received, "time")),
                    required(received, "correlationid"),
                    optional(received, "causationid"),
                    optional(received, "accountid"),
                    optional(received, "traceparent"),
                    data);
        } catch (IOException | DateTimeException e) {
            throw new UndecodableEventException("expected a " + type.name() + ", got " + e.getMessage(), e);
        }
    }

    public String headersToJson(Map<String, String> headers) {
        try {
            return json.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected headers that can be written as JSON", e);
        }
    }

    public Map<String, String> headersFromJson(String headers) {
        try {
            return json.readValue(headers, HEADERS);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected headers as a JSON object of strings, got " + headers, e);
        }
    }

    private static void putIfPresent(Map<String, String> headers, String name, @Nullable String value) {
        if (value != null) {
            headers.put(name, value);
        }
    }

    private static String required(ConsumerRecord<String, byte[]> received, String attribute) {
        String value = optional(received, attribute);
        if (value == null) {
            throw new UndecodableEventException("expected the header " + PREFIX + attribute + ", got none", null);
        }
        return value;
    }

    private static @Nullable String optional(ConsumerRecord<String, byte[]> received, String attribute) {
        Header header = received.headers().lastHeader(PREFIX + attribute);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
