package io.hostmesh.monitoring.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.ProblemException;
import io.hostmesh.monitoring.query.RangeQuery.Asked;
import io.hostmesh.monitoring.rollup.Reading;
import io.hostmesh.monitoring.rollup.Reading.Kept;
import io.hostmesh.monitoring.rollup.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RangeQueryTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Kept KEPT = new Kept(Duration.ofHours(24), Duration.ofDays(14), Duration.ofDays(400));

    @Test
    void shouldAskForTheLastFiveMinutesOfRawSamplesByDefault() {
        RangeQuery query = query(null, null, null);

        assertEquals(NOW, query.to());
        assertEquals(NOW.minusSeconds(300), query.from());
        assertNull(query.reading());
    }

    @Test
    void shouldReadStepsAsSecondsAndDurations() {
        assertEquals(Duration.ofSeconds(10), step("10"));
        assertEquals(Duration.ofMillis(500), step("0.5"));
        assertEquals(Duration.ofSeconds(90), step("1m30s"));
        assertEquals(Duration.ofMinutes(2), step("PT2M"));
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
        assertEquals(List.of("step"), wrong(null, null, "9600h1s"));
    }

    @Test
    void shouldReadOldRangesFromWhatIsLeftOfThem() {
        RangeQuery lastWeek = query("2026-11-15T12:00:10Z", null, "90");
        assertEquals(
                new Reading(Source.MINUTE, time("2026-11-15T12:00:00Z"), NOW, Duration.ofMinutes(2)),
                lastWeek.reading());
        RangeQuery lastQuarter = query("2026-08-15T12:30:00Z", null, "1m");
        assertEquals(
                new Reading(Source.HOUR, time("2026-08-15T12:00:00Z"), NOW, Duration.ofHours(1)),
                lastQuarter.reading());
        assertEquals(List.of("from"), wrong("2025-01-01T00:00:00Z", null, "1h"));
        assertEquals(List.of("from"), wrong("2026-11-21T11:59:59Z", null, null));
    }

    @Test
    void shouldNameAggregationsThatAreNoneOrCannotBeHad() {
        assertEquals(List.of("aggregation", "across"), wrong(null, "60", "median", "rate"));
        assertEquals(List.of("aggregation", "aggregation", "across", "across"), wrong(null, null, "p0", "p101"));
        assertEquals(List.of("aggregation"), wrong("2026-11-20T12:00:00Z", "60", "p95", "max"));
        RangeQuery good = RangeQuery.of(asked(null, null, "60", "p95", "max"), NOW, KEPT);
        assertEquals("p95", good.aggregation().toString());
        assertEquals("max", String.valueOf(good.across()));
    }

    @Test
    void shouldReadSeriesOfAccountsFromMinutesAndHours() {
        RangeQuery hour = RangeQuery.of(matching("2026-11-22T11:00:30Z", null, null, "job=api"), NOW, KEPT);
        assertEquals(
                new Reading(Source.MINUTE, time("2026-11-22T11:00:00Z"), NOW, Duration.ofMinutes(1)), hour.reading());
        assertEquals("job=\"api\"", hour.matchers().get(0).toString());
        assertEquals(
                List.of("match[1]", "aggregation"),
                fields(() ->
                        RangeQuery.of(matching("2026-11-01T00:00:00Z", "1h", "p95", "job=api", "job"), NOW, KEPT)));
        assertEquals(
                new Reading(Source.MINUTE, time("2026-11-15T12:00:00Z"), NOW, Duration.ofHours(1)),
                RangeQuery.of(matching("2026-11-15T12:00:00Z", "1h", "p95", "job=api"), NOW, KEPT)
                        .reading());
        Asked both = new Asked("srv_1", null, List.of("job=api"), "cpu", null, null, null, null, null);
        assertEquals(List.of("server"), fields(() -> RangeQuery.of(both, NOW, KEPT)));
    }

    private static Asked matching(
            @Nullable String from, @Nullable String step, @Nullable String aggregation, String... match) {
        return new Asked(null, null, List.of(match), "cpu", from, null, step, aggregation, null);
    }

    private static RangeQuery query(@Nullable String from, @Nullable String to, @Nullable String step) {
        return RangeQuery.of(asked(from, to, step, null, null), NOW, KEPT);
    }

    private static Duration step(String text) {
        return Objects.requireNonNull(query(null, null, text).reading()).step();
    }

    private static Instant time(String text) {
        return Instant.parse(text);
    }

    private static Asked asked(
            @Nullable String from,
            @Nullable String to,
            @Nullable String step,
            @Nullable String aggregation,
            @Nullable String across) {
        return new Asked("srv_1", null, List.of(), "cpu", from, to, step, aggregation, across);
    }

    private static List<String> wrong(@Nullable String from, @Nullable String step, String aggregation, String across) {
        return fields(() -> RangeQuery.of(asked(from, null, step, aggregation, across), NOW, KEPT));
    }

    private static List<String> wrong(@Nullable String from, @Nullable String to, @Nullable String step) {
        return fields(() -> query(from, to, step));
    }

    private static List<String> fields(Executable query) {
        ProblemException refused = assertThrows(ProblemException.class, query);
        return Objects.requireNonNull(refused.problem().errors()).stream()
                .map(FieldError::field)
                .toList();
    }
}
