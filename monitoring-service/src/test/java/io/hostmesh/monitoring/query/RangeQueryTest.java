package io.hostmesh.monitoring.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RangeQueryTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void shouldAskForTheLastFiveMinutesOfRawSamplesByDefault() {
        RangeQuery query = query(null, null, null);

        assertEquals(NOW, query.to());
        assertEquals(NOW.minusSeconds(300), query.from());
        assertNull(query.step());
    }

    @Test
    void shouldReadStepsAsSecondsAndDurations() {
        assertEquals(Duration.ofSeconds(10), query(null, null, "10").step());
        assertEquals(Duration.ofMillis(500), query(null, null, "0.5").step());
        assertEquals(Duration.ofSeconds(90), query(null, null, "1m30s").step());
        assertEquals(Duration.ofMinutes(2), query(null, null, "PT2M").step());
    }

    @Test
    void shouldRefuseTimesThatAreNoneOrTheWrongWayRoundOrTooLong() {
        assertEquals(List.of("to", "from"), wrong("noon", "later", null));
        assertEquals(List.of("from"), wrong("2026-11-22T12:00:01Z", null, null));
        assertEquals(List.of("from"), wrong("2026-11-20T00:00:00Z", null, null));
        assertEquals(List.of("step"), wrong(null, null, "0.01"));
        assertEquals(List.of("step"), wrong(null, null, ""));
        assertEquals(List.of("step"), wrong(null, null, "-5s"));
    }

    @Test
    void shouldRefuseWhatCannotBeCalculatedWith() {
        assertEquals(List.of("to", "from"), wrong("-1000000000-01-01T00:00:00Z", "+1000000000-12-31T00:00:00Z", null));
        assertEquals(List.of("from"), wrong("1969-12-31T23:59:59Z", null, null));
        assertEquals(List.of("step"), wrong(null, null, "9223372036854775807"));
        assertEquals(List.of("step"), wrong(null, null, "24h1s"));
    }

    private static RangeQuery query(@Nullable String from, @Nullable String to, @Nullable String step) {
        return RangeQuery.of("srv_1", null, "cpu", from, to, step, NOW, Duration.ofHours(24));
    }

    private static List<String> wrong(@Nullable String from, @Nullable String to, @Nullable String step) {
        ProblemException refused = assertThrows(ProblemException.class, () -> query(from, to, step));
        return Objects.requireNonNull(refused.problem().errors()).stream()
                .map(FieldError::field)
                .toList();
    }
}
