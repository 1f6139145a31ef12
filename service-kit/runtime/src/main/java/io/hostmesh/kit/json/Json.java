package io.hostmesh.kit.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.datatype.jsr310.deser.InstantDeserializer;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * JSON as every service writes it: times as RFC 3339 in UTC, decimal numbers in plain notation, constants in lower case
 * with dashes, nothing for null. Requests are read strictly: unknown properties, values of another type than the
 * documented one, texts that no database takes and anything after the value are refused. Events may have more than is
 * known.
 */
@Singleton
public class Json implements ObjectMapperCustomizer {

    /** A mapper for events: what a newer producer added is ignored. */
    public static ObjectMapper forEvents() {
        ObjectMapper mapper =
                JsonMapper.builder().addModule(new JavaTimeModule()).build();
        return configure(mapper).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /** A constant of an enumeration as it is sent: {@code LIGHT_BLUE} is {@code light-blue}. */
    public static String written(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** After the modules of Quarkus, whose readers would take the place of these. */
    @Override
    public int priority() {
        return MINIMUM_PRIORITY;
    }

    @Override
    @SuppressWarnings("deprecation") // The mapper is made by Quarkus, so its builder is out of reach.
    public void customize(ObjectMapper mapper) {
        configure(mapper)
                .registerModule(new SimpleModule("strict-texts")
                        .addDeserializer(String.class, new StorableText())
                        .addDeserializer(Instant.class, new WrittenTime()))
                .configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, false)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    @SuppressWarnings("deprecation") // The mapper is made by Quarkus, so its builder is out of reach.
    private static ObjectMapper configure(ObjectMapper mapper) {
        mapper.setAnnotationIntrospector(AnnotationIntrospector.pair(
                new LowerCaseConstants(), mapper.getSerializationConfig().getAnnotationIntrospector()));
        mapper.configure(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS, true);
        mapper.configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true);
        return mapper.setSerializationInclusion(JsonInclude.Include.NON_NULL)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    }

    /**
     * Takes no number or truth value for a text. PostgreSQL keeps any character but U+0000, and of half a pair of surrogates, which is
     * no character, a question mark would be kept.
     */
    private static final class StorableText extends StringDeserializer {

        private static final long serialVersionUID = 1;

        @Override
        public @Nullable String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (String) context.handleUnexpectedToken(String.class, parser);
            }
            String text = super.deserialize(parser, context);
            if (text != null && text.indexOf('\0') >= 0) {
                throw context.weirdStringException("the character U+0000", String.class, "it cannot be stored");
            }
            if (text != null && text.codePoints().anyMatch(StorableText::isHalfAPair)) {
                throw context.weirdStringException("half a surrogate pair", String.class, "it cannot be stored");
            }
            return text;
        }

        private static boolean isHalfAPair(int codePoint) {
            return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        }
    }

    /** Takes no number for a time, which would leave open whether it counts seconds or milliseconds. */
    private static final class WrittenTime extends StdScalarDeserializer<Instant> {

        private static final long serialVersionUID = 1;

        WrittenTime() {
            super(Instant.class);
        }

        @Override
        public @Nullable Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return parser.hasToken(JsonToken.VALUE_STRING)
                    ? InstantDeserializer.INSTANT.deserialize(parser, context)
                    : (Instant) context.handleUnexpectedToken(Instant.class, parser);
        }
    }

    private static final class LowerCaseConstants extends NopAnnotationIntrospector {

        @Override
        public Version version() {
            return Version.unknownVersion();
        }

        @Override
        public String[] findEnumValues(
                MapperConfig<?> config, AnnotatedClass annotatedClass, Enum<?>[] constants, String[] names) {
            String[] found = names.clone();
            for (int i = 0; i < constants.length; i++) {
                found[i] = written(constants[i].name());
            }
            return found;
        }
    }
}
