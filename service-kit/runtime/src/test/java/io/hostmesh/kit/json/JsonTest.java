package io.hostmesh.kit.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.math.BigDecimal;
import java.time.Instant;
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
