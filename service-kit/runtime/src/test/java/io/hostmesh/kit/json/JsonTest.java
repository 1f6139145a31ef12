package io.hostmesh.kit.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {

    private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());

    JsonTest() {
        new Json().customize(json);
    }

    enum Colour {
        LIGHT_BLUE
    }

    record Thing(
            Colour colour,
            Instant at,
            BigDecimal amount,
            @Nullable String missing) {}

    @Test
    void shouldWriteTimesNumbersAndConstantsPlainly() throws JsonProcessingException {
        assertEquals(
                "{\"colour\":\"light-blue\",\"at\":\"2026-11-22T00:00:00.123456Z\",\"amount\":0.0000001}",
                json.writeValueAsString(new Thing(
                        Colour.LIGHT_BLUE,
                        Instant.parse("2026-11-22T00:00:00.123456Z"),
                        new BigDecimal("1E-7"),
                        null)));
        assertEquals("{\"light-blue\":1}", json.writeValueAsString(Map.of(Colour.LIGHT_BLUE, 1)));
    }

    record Request(
            @Nullable Integer count,
            @Nullable Double share,
            @Nullable String name,
            List<String> names,
            @Nullable Colour colour) {}

    @Test
    void shouldReadRequestsStrictly() throws JsonProcessingException {
        assertEquals(60.0, json.readValue("{\"share\":60}", Request.class).share());
        assertRefused("count", "{\"count\":3.7}");
        assertRefused("count", "{\"count\":\"3\"}");
        assertRefused("count", "{\"count\":true}");
        assertRefused("share", "{\"share\":\"60\"}");
        assertRefused("colour", "{\"colour\":0}");
        assertRefused("name", "{\"name\":\"a\\u0000b\"}");
        assertRefused("names", "{\"names\":[\"a\\u0000b\"]}");
        assertRefused("name", "{\"name\":\"a\\ud83d\"}");
        assertRefused("name", "{\"name\":\"\\ude00\\ud83d\"}");
        assertEquals(
                "\ud83d\ude00",
                json.readValue("{\"name\":\"\\ud83d\\ude00\"}", Request.class).name());
        assertThrows(JsonProcessingException.class, () -> json.readValue("{} {}", Request.class));
    }

    private void assertRefused(String field, String request) {
        var refused = assertThrows(JsonMappingException.class, () -> json.readValue(request, Request.class));
        assertEquals(field, refused.getPath().get(0).getFieldName());
    }

    @Test
    void shouldReadEventsAsTheyWerePublished() throws JsonProcessingException {
        assertEquals("a\0b", Json.forEvents().readValue("\"a\\u0000b\"", String.class));
        assertEquals(3, Json.forEvents().readValue("\"3\"", Integer.class));
    }

    @Test
    void shouldReadConstantsInAnyCase() throws JsonProcessingException {
        assertEquals(Colour.LIGHT_BLUE, json.readValue("\"Light-Blue\"", Colour.class));
    }

    @Test
    void shouldRefuseUnknownPropertiesInRequestsAndIgnoreThemInEvents() throws JsonProcessingException {
        String newer = "{\"colour\":\"light-blue\",\"size\":1}";
        assertThrows(JsonProcessingException.class, () -> json.readValue(newer, Thing.class));
        assertEquals(
                Colour.LIGHT_BLUE,
                Json.forEvents().readValue(newer, Thing.class).colour());
    }
}
