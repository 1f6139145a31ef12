package io.hostmesh.provisioning.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.policy.Forecast.Hour;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ForecastTest {

    private static final Instant NOW = Instant.parse("2026-06-15T07:50:00Z");

    /** The load of so many hours before this one, by the hour of the day. */
    private static List<Hour> history(int hours, IntToDoubleFunction loadAt) {
        Instant present = Instant.parse("2026-06-15T07:00:00Z");
        List<Hour> history = new ArrayList<>();
        for (int back = hours; back >= 1; back--) {
            Instant start = present.minus(Duration.ofHours(back));
            history.add(new Hour(start, loadAt.applyAsDouble((int) (start.getEpochSecond() / 3600 % 24))));
        }
        return history;
    }

    @Test
    void shouldWaitForADayOfHistory() {
        Forecast forecast = Forecast.of(history(23, hour -> 100), NOW);
        assertEquals(List.of(), forecast.hours());
        assertNull(forecast.errorPercent());
        Policy.Predictive policy = new Policy.Predictive(true, "cpu", 60, Duration.ofMinutes(10));
        assertEquals(0, forecast.floor(0, policy, NOW, Duration.ofMinutes(15)).members());
        assertEquals(
                2,
                Forecast.of(history(24, hour -> 100), NOW)
                        .floor(0, policy, NOW, Duration.ofMinutes(15))
                        .members());
    }

    @Test
    void shouldSayThatItDoesNotKnowATimeOfDayThatWasNeverMeasured() {
        List<Hour> nights = new ArrayList<>(history(72, hour -> 100));
        nights.removeIf(hour -> hour.start().getEpochSecond() / 3600 % 24 >= 6);
        nights.addAll(history(14 * 24, hour -> 100).stream()
                .filter(hour -> hour.start().getEpochSecond() / 3600 % 24 == 0)
                .toList());
        Policy.Predictive policy = new Policy.Predictive(true, "cpu", 60, Duration.ofMinutes(10));
        var floor = Forecast.of(nights, NOW).floor(0, policy, NOW, Duration.ofMinutes(15));
        assertEquals(0, floor.members());
        assertEquals("cpu is not known for this time of day", floor.because());
    }

    @Test
    void shouldExpectWhatWasThereAtThatTimeOfDay() {
        Forecast forecast = Forecast.of(history(72, hour -> hour >= 8 && hour < 18 ? 480 : 60), NOW);
        assertEquals(48, forecast.hours().size());
        assertEquals(60, forecast.hours().get(0).load(), 1e-6);
        assertEquals(480, forecast.hours().get(1).load(), 1e-6);
        assertEquals(480, forecast.hours().get(25).load(), 1e-6, "the day after tomorrow's hours too");
        assertEquals(0.0, assertNotNullNumber(forecast.errorPercent()), 1e-6);
        assertEquals(48, forecast.comparedHours());
    }

    @Test
    void shouldHaveTheMembersThereBeforeTheLoadComes() {
        Forecast forecast = Forecast.of(history(48, hour -> hour >= 8 && hour < 18 ? 480 : 60), NOW);
        Policy.Predictive soon = new Policy.Predictive(true, "cpu", 60, Duration.ofMinutes(10));
        Policy.Predictive sooner = new Policy.Predictive(true, "cpu", 60, Duration.ofMinutes(5));
        assertEquals(8, forecast.floor(0, soon, NOW, Duration.ofMinutes(15)).members());
        assertEquals(1, forecast.floor(0, sooner, NOW, Duration.ofMinutes(15)).members());
    }

    @Test
    void shouldCountYesterdayMoreThanTheDayBefore() {
        List<Hour> history = new ArrayList<>(history(48, hour -> 100));
        Instant yesterday = Instant.parse("2026-06-14T07:00:00Z");
        history.replaceAll(hour -> hour.start().isBefore(yesterday) ? hour : new Hour(hour.start(), 200));
        double expected = Forecast.of(history, NOW).hours().get(0).load();
        assertEquals((200 + 0.6 * 100) / 1.6, expected, 1e-6);
    }

    @Test
    void shouldCountTheSameDayOfTheWeekMoreThanOthers() {
        List<Hour> history = new ArrayList<>(history(14 * 24, hour -> 100));
        history.replaceAll(hour ->
                hour.start().equals(Instant.parse("2026-06-08T07:00:00Z")) ? new Hour(hour.start(), 1000) : hour);
        List<Hour> other = new ArrayList<>(history(14 * 24, hour -> 100));
        other.replaceAll(hour ->
                hour.start().equals(Instant.parse("2026-06-09T07:00:00Z")) ? new Hour(hour.start(), 1000) : hour);
        assertTrue(Forecast.of(history, NOW).hours().get(0).load()
                > Forecast.of(other, NOW).hours().get(0).load());
    }

    @Test
    void shouldSayHowWrongItWas() {
        List<Hour> history = new ArrayList<>(history(48, hour -> 100));
        Instant yesterday = Instant.parse("2026-06-14T07:00:00Z");
        history.replaceAll(hour -> hour.start().isBefore(yesterday) ? hour : new Hour(hour.start(), 200));
        Forecast forecast = Forecast.of(history, NOW);
        assertEquals(50, assertNotNullNumber(forecast.errorPercent()), 1e-6, "half of what came was expected");
        assertEquals(24, forecast.comparedHours());
    }

    @Test
    void shouldGoByFourteenDaysAndNotByTheHourThatIsNotOver() {
        List<Hour> history = new ArrayList<>(history(14 * 24, hour -> 100));
        history.add(new Hour(Instant.parse("2026-06-01T06:00:00Z"), 1000));
        history.add(new Hour(Instant.parse("2026-06-15T07:00:00Z"), 1000));
        Forecast forecast = Forecast.of(history, NOW);
        assertEquals(14 * 24, forecast.historyHours());
        forecast.hours().forEach(hour -> assertEquals(100, hour.load(), 1e-6, hour::toString));
    }

    private static double assertNotNullNumber(@Nullable Double number) {
        assertNotNull(number);
        return number;
    }
}
