package io.hostmesh.provisioning.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronScheduleTest {

    private static Instant at(String time) {
        return Instant.parse(time);
    }

    private static List<String> next(String cron, String zone, String from, int count) {
        CronSchedule schedule = CronSchedule.parse(cron, zone);
        List<String> times = new ArrayList<>();
        Instant time = at(from);
        for (int number = 0; number < count; number++) {
            time = schedule.after(time).orElseThrow();
            times.add(time.toString());
        }
        return times;
    }

    @Test
    void shouldFollowTheClocksOfItsTimeZone() {
        assertEquals(
                List.of("2026-03-27T07:00:00Z", "2026-03-30T06:00:00Z"),
                next("0 8 * * 1-5", "Europe/Berlin", "2026-03-26T12:00:00Z", 2));
    }

    @Test
    void shouldActOnceOnTheDayThatSkipsItsHour() {
        List<String> times = next("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z", 3);
        assertEquals(List.of("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"), times);
        CronSchedule schedule = CronSchedule.parse("30 2 * * *", "Europe/Berlin");
        assertEquals(
                at("2026-03-29T01:00:00Z"),
                schedule.last(at("2026-03-28T12:00:00Z"), at("2026-03-29T12:00:00Z"))
                        .orElseThrow());
        assertEquals(
                at("2026-03-29T01:00:00Z"),
                schedule.last(at("2026-03-28T12:00:00Z"), at("2026-03-29T01:00:00Z"))
                        .orElseThrow());
    }

    @Test
    void shouldActOnTheDayThatHasItsHourTwice() {
        List<String> times = next("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2);
        assertEquals(List.of("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"), times);
    }

    /** Looking each minute finds each time once, whatever clocks do. */
    @ParameterizedTest
    @CsvSource({
        "30 2 * * *, Europe/Berlin, 2026-03-28T12:00:00Z",
        "30 2 * * *, Europe/Berlin, 2026-10-24T12:00:00Z",
        "0 0 * * *, America/Santiago, 2026-09-05T12:00:00Z",
        "0 2 * * *, Australia/Lord_Howe, 2026-10-03T00:00:00Z",
        "45 1 * * *, Australia/Lord_Howe, 2026-04-04T00:00:00Z",
        "*/20 * * * *, Europe/Berlin, 2026-10-24T22:00:00Z",
        "0 * * * *, America/New_York, 2026-11-01T00:00:00Z"
    })
    void shouldActOnceAtEachOfItsTimesWhereClocksChange(String cron, String zone, String from) {
        Instant begin = at(from);
        Instant end = begin.plus(Duration.ofHours(36));
        List<Instant> planned = new ArrayList<>();
        CronSchedule schedule = CronSchedule.parse(cron, zone);
        for (Instant next = schedule.after(begin).orElseThrow();
                !next.isAfter(end);
                next = schedule.after(next).orElseThrow()) {
            planned.add(next);
        }
        List<Policy> policies = List.of(new Policy.Scheduled(cron, zone, 3, null, null));
        List<Instant> done = new ArrayList<>();
        for (Instant now = begin.plusSeconds(60); !now.isAfter(end); now = now.plusSeconds(60)) {
            Schedules.due(policies, now.minusSeconds(60), now).forEach(due -> done.add(due.at()));
        }
        assertEquals(planned, done);
        for (Instant now = begin; now.isBefore(planned.get(planned.size() - 1)); now = now.plusSeconds(300)) {
            Instant before = now;
            Instant next = planned.stream()
                    .filter(time -> time.isAfter(before))
                    .findFirst()
                    .orElseThrow();
            assertEquals(next, schedule.after(now).orElseThrow(), "after " + now);
        }
    }

    @Test
    void shouldActEachHourThatThereIsAlsoWhenClocksGoBack() {
        assertEquals(
                List.of("2026-10-24T23:00:00Z", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z"),
                next("0 * * * *", "Europe/Berlin", "2026-10-24T22:30:00Z", 4));
    }

    @Test
    void shouldFindTheLastTimeHoweverLongAgoItWas() {
        CronSchedule schedule = CronSchedule.parse("0 0 29 2 *", "UTC");
        Instant since = at("2020-01-01T00:00:00Z");
        assertEquals(
                at("2028-02-29T00:00:00Z"),
                schedule.last(since, at("2032-02-28T00:00:00Z")).orElseThrow());
        assertTrue(schedule.last(at("2028-02-29T00:00:00Z"), at("2032-02-28T00:00:00Z"))
                .isEmpty());
    }

    @Test
    void shouldKnowLeapYears() {
        assertEquals(
                List.of("2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"),
                next("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", 2));
    }

    @Test
    void shouldFindTheLastTimeUpToNowItIncluded() {
        CronSchedule schedule = CronSchedule.parse("*/15 * * * *", "UTC");
        assertEquals(
                at("2026-01-01T10:15:00Z"),
                schedule.last(at("2026-01-01T00:00:00Z"), at("2026-01-01T10:15:00Z"))
                        .orElseThrow());
        assertEquals(
                at("2026-01-01T10:15:00Z"),
                schedule.last(at("2026-01-01T00:00:00Z"), at("2026-01-01T10:29:59Z"))
                        .orElseThrow());
    }

    @Test
    void shouldSayWhatIsWrong() {
        for (String wrong : List.of("", "* * * *", "61 * * * *", "0 8 * * MOO", "0 0 8 * * 1", "x".repeat(200))) {
            assertThrows(IllegalArgumentException.class, () -> CronSchedule.cron(wrong), wrong);
        }
        assertThrows(IllegalArgumentException.class, () -> CronSchedule.zone("Mars/Olympus"));
    }

    @Test
    void shouldRefuseATimeThatNeverComes() {
        for (String never : List.of("0 0 31 2 *", "0 0 30 2 *", "0 0 31 4,6,9,11 *")) {
            String reason = assertThrows(IllegalArgumentException.class, () -> CronSchedule.cron(never), never)
                    .getMessage();
            assertEquals("must be a time that comes; no month has such a day", reason);
        }
        CronSchedule.cron("0 0 29 2 *");
        CronSchedule.cron("0 0 31 2 1"); // Mondays, too
    }

    @Test
    void shouldMakeUpForTheLatestOfWhatWasMissedOnly() {
        List<Policy> policies = List.of(
                new Policy.Scheduled("0 * * * *", "UTC", null, 2, null),
                new Policy.Scheduled("30 * * * *", "UTC", 5, null, null),
                new Policy.Scheduled("0 0 1 1 *", "UTC", 9, null, null));
        Instant now = at("2026-06-01T12:45:00Z");
        List<Schedules.Due> due = Schedules.due(policies, now.minus(Duration.ofHours(5)), now);
        assertEquals(
                List.of("2026-06-01T12:00:00Z", "2026-06-01T12:30:00Z"),
                due.stream().map(each -> each.at().toString()).toList());
        assertEquals(List.of(), Schedules.due(policies, now, now));
        assertEquals(at("2026-06-01T13:00:00Z"), Schedules.next(policies, now));
    }

    @Test
    void shouldNotWaitForAMarkThatAWrongClockSet() {
        Instant now = at("2026-06-01T12:45:00Z");
        assertEquals(now, Schedules.since(now.plus(Duration.ofDays(300)), now));
        assertEquals(now, Schedules.since(null, now));
        Instant back = now.plus(Duration.ofHours(1));
        assertEquals(back, Schedules.since(back, now), "an hour that comes twice acts once");
    }
}
