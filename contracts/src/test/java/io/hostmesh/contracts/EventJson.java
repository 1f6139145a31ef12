package io.hostmesh.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events as CloudEvents in structured JSON, one whole event per text. The data is what travels on Kafka: the service
 * kit's mapper has the same settings, and a test of the kit reads and writes the same golden files.
 */
final class EventJson {

    private static final ObjectMapper JSON = mapper();

    private EventJson() {}

    static String write(Event<?> event) {
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("specversion", "1.0");
        envelope.put("id", event.id());
        envelope.put("type", event.type().name());
        envelope.put("source", event.source());
        envelope.put("subject", event.subject());
        envelope.put("time", event.time());
        envelope.put("correlationid", event.correlationId());
        putIfPresent(envelope, "causationid", event.causationId());
        putIfPresent(envelope, "accountid", event.accountId());
        envelope.put("schemaversion", Integer.toString(event.type().schemaVersion()));
        putIfPresent(envelope, "traceparent", event.traceparent());
        envelope.put("datacontenttype", "application/json");
        envelope.put("data", event.data());
        try {
            return JSON.writer(printer()).writeValueAsString(envelope) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("expected an event that can be written, got " + event, e);
        }
    }

    static Event<?> read(String text) {
        try {
            JsonNode envelope = JSON.readTree(text);
            String name = envelope.path("type").asText();
            EventType<?> type = EventTypes.named(name)
                    .orElseThrow(() -> new AssertionError("expected a type that is still known, got " + name));
            return read(envelope, type);
        } catch (JsonProcessingException e) {
            throw new AssertionError("expected an event that can be read, got " + text, e);
        }
    }

    private static <T> Event<T> read(JsonNode envelope, EventType<T> type) throws JsonProcessingException {
        return new Event<>(
                envelope.path("id").asText(),
                type,
                envelope.path("source").asText(),
                envelope.path("subject").asText(),
                Instant.parse(envelope.path("time").asText()),
                envelope.path("correlationid").asText(),
                optional(envelope, "causationid"),
                optional(envelope, "accountid"),
                optional(envelope, "traceparent"),
                JSON.treeToValue(envelope.path("data"), type.dataType()));
    }

    private static @Nullable String optional(JsonNode envelope, String field) {
        return envelope.hasNonNull(field) ? envelope.get(field).asText() : null;
    }

    private static void putIfPresent(Map<String, Object> envelope, String field, @Nullable String value) {
        if (value != null) {
            envelope.put(field, value);
        }
    }

    private static DefaultPrettyPrinter printer() {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        return new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(lines)
                .withArrayIndenter(lines);
    }

    private static ObjectMapper mapper() {
        ObjectMapper mapper = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .disable(
                        SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        mapper.setAnnotationIntrospector(AnnotationIntrospector.pair(
                new LowerCaseConstants(), mapper.getSerializationConfig().getAnnotationIntrospector()));
        return mapper;
    }

    private static final class LowerCaseConstants extends NopAnnotationIntrospector {

        @Override
        public Version version() {
            return Version.unknownVersion();
        }

        @Override
        public String[] findEnumValues(
                MapperConfig<?> config, AnnotatedClass annotatedClass, Enum<?>[] constants, String[] names) {
            String[] words = names.clone();
            for (int i = 0; i < constants.length; i++) {
                words[i] = word(constants[i]);
            }
            return words;
        }
    }

    /** How a constant is written. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
