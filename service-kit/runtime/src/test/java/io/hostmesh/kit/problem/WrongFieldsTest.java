package io.hostmesh.kit.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.hostmesh.kit.json.Json;
import io.hostmesh.kit.problem.Problem.FieldError;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WrongFieldsTest {

    private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());

    WrongFieldsTest() {
        new Json().customize(json);
    }

    enum Size {
        SMALL,
        EXTRA_LARGE
    }

    record Part(@Nullable String name, int count) {}

    record Whole(
            @Nullable String name,
            @Nullable Integer count,
            @Nullable Boolean old,
            @Nullable BigDecimal price,
            @Nullable Instant at,
            @Nullable Size size,
            @Nullable Part part,
            @Nullable List<Part> parts,
            @Nullable List<String> words,
            @Nullable Map<String, String> labels) {}

    @Test
    void shouldNameEveryFieldOfAWrongTypeAndWhatWouldBeRight() throws IOException {
        assertEquals(
                Map.ofEntries(
                        Map.entry("name", "must be a text"),
                        Map.entry("count", "must be a whole number from -2147483648 to 2147483647"),
                        Map.entry("old", "must be true or false"),
                        Map.entry("price", "must be a number"),
                        Map.entry("at", "must be a time such as 2026-11-22T00:00:00Z"),
                        Map.entry("size", "must be one of small, extra-large"),
                        Map.entry("part", "must be an object"),
                        Map.entry("parts[0].name", "must be a text"),
                        Map.entry("parts[2].count", "must be a whole number from -2147483648 to 2147483647"),
                        Map.entry("words[1]", "must be a text"),
                        Map.entry("labels.a", "must be a text"),
                        Map.entry(
                                "colour",
                                "is not known; must be one of at, count, labels, name, old, part, parts, price, size, words")),
                named("""
                        {"name": 5, "count": "5", "old": "yes", "price": "1.50", "at": 1700000000, "size": "huge",
                         "part": [], "parts": [{"name": true, "count": 1}, {"count": 2}, {"count": 99999999999}],
                         "words": ["a", 1, "b"], "labels": {"a": {}, "b": "c"}, "colour": 1}
                        """));
    }

    @Test
    void shouldNameTheOnlyOneWithoutTheRightOnes() throws IOException {
        assertEquals(Map.of("words", "must be a list"), named("{\"name\": \"a\", \"count\": 1, \"words\": \"a\"}"));
        assertEquals(Map.of("parts", "must be a list"), named("{\"parts\": {\"name\": 1}}"));
        assertEquals(Map.of("parts[0]", "must be an object"), named("{\"parts\": [7], \"name\": null}"));
    }

    record Checked(
            @Nullable String name,
            @Nullable Integer count,
            @Nullable List<@Nullable Part> parts) implements ChecksItself {

        @Override
        public List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            for (String field : List.of("name", "count", "parts", "parts[0]", "parts[0].name")) {
                errors.add(new FieldError(field, "is wrong"));
            }
            return errors;
        }
    }

    @Test
    void shouldNameWhatIsWrongBesideWhatCannotBeRead() throws IOException {
        assertEquals(
                Map.of(
                        "name", "is wrong",
                        "count", "must be a whole number from -2147483648 to 2147483647",
                        "parts[0].count", "must be a whole number from -2147483648 to 2147483647",
                        "parts[0].name", "is wrong"),
                named(Checked.class, "{\"name\": \"a\", \"count\": \"5\", \"parts\": [{\"count\": 1.5}]}"));
        assertEquals(
                Set.of("name", "count", "parts[0]"),
                named(Checked.class, "{\"parts\": [7]}").keySet(),
                "nothing is said of what is in a value that cannot be read");
        assertEquals(
                2,
                Objects.requireNonNull(
                                problem(Checked.class, "{\"count\": \"5\"}", 2).errors())
                        .size());
    }

    @Test
    void shouldNameAtMostSoMany() throws IOException {
        StringBuilder words = new StringBuilder("1");
        for (int i = 0; i < 100; i++) {
            words.append(",1");
        }
        assertEquals(
                7,
                Objects.requireNonNull(
                                problem("{\"words\": [" + words + "]}", 7).errors())
                        .size());
    }

    @Test
    void shouldSayThatTheBodyIsNoJsonWhateverItsFieldsAre() throws IOException {
        assertTrue(problem("{\"name\": 5, \"count\": }", 50).type().endsWith("malformed-json"));
        assertTrue(problem("{\"name\": tru", 50).type().endsWith("malformed-json"));
        assertTrue(problem("[]", 50).detail().contains("of the documented shape"));
        assertTrue(problem("{} {}", 50).detail().contains("nothing after it"));
    }

    private Map<String, String> named(String body) throws IOException {
        return named(Whole.class, body);
    }

    private Map<String, String> named(Class<?> of, String body) throws IOException {
        return Objects.requireNonNull(problem(of, body, 50).errors()).stream()
                .collect(java.util.stream.Collectors.toMap(FieldError::field, FieldError::message));
    }

    private Problem problem(String body, int most) throws IOException {
        return problem(Whole.class, body, most);
    }

    private Problem problem(Class<?> of, String body, int most) throws IOException {
        JavaType type = json.constructType(of);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        JsonProcessingException first = assertThrows(
                JsonProcessingException.class, () -> json.readerFor(type).readValue(bytes));
        return WrongFields.problem(
                json, type, bytes, first, read -> read instanceof Checked checked ? checked.errors() : List.of(), most);
    }
}
