package io.hostmesh.monitoring.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.rollup.Reading.Kept;
import io.hostmesh.monitoring.rollup.Reading.RolledUp;
import io.hostmesh.monitoring.rollup.Reading.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadingTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:34:56Z");
    private static final Kept KEPT = new Kept(Duration.ofHours(24), Duration.ofDays(14), Duration.ofDays(400));

    @Test
    void shouldReadTheCoarsestThatAnswersExactly() {
        assertEquals(Source.RAW, source(Duration.ofHours(1), Duration.ofSeconds(10)));
        assertEquals(Source.RAW, source(Duration.ofHours(1), Duration.ofSeconds(90)));
        assertEquals(Source.MINUTE, source(Duration.ofHours(1), Duration.ofMinutes(5)));
        assertEquals(Source.HOUR, source(Duration.ofHours(20), Duration.ofHours(2)));
        assertEquals(Source.MINUTE, source(Duration.ofDays(2), Duration.ofSeconds(1)));
        assertEquals(Source.HOUR, source(Duration.ofDays(15), Duration.ofSeconds(1)));
        assertEquals(
                Optional.empty(), Reading.choose(NOW.minus(Duration.ofDays(401)), NOW, Duration.ofHours(1), NOW, KEPT));
    }

    private static Source source(Duration ago, Duration step) {
        return Reading.choose(NOW.minus(ago), NOW, step, NOW, KEPT)
                .orElseThrow()
                .coarsest();
    }

    @Test
    void shouldReadHoursThenMinutesThenSamplesOfWhatIsNotRolledUpYet() {
        Instant from = NOW.minus(Duration.ofHours(20)).truncatedTo(ChronoUnit.HOURS);
        Reading reading =
                Reading.choose(from, NOW, Duration.ofHours(2), NOW, KEPT).orElseThrow();
        Instant minutes = NOW.truncatedTo(ChronoUnit.MINUTES).minusSeconds(60);
        Instant hours = NOW.truncatedTo(ChronoUnit.HOURS).minusSeconds(3_600);

        assertEquals(
                List.of(
                        new Stretch(Source.HOUR, from, hours),
                        new Stretch(Source.MINUTE, hours, minutes),
                        new Stretch(Source.RAW, minutes, NOW)),
                reading.stretches(new RolledUp(minutes, hours), NOW, KEPT));
        assertEquals(
                List.of(new Stretch(Source.HOUR, from, hours), new Stretch(Source.MINUTE, hours, NOW)),
                reading.stretches(new RolledUp(minutes, hours), NOW, KEPT.withoutRaw()));
    }

    /** Whatever is asked for: nothing is read twice or left out, and steps can be made of what is read. */
    @Test
    void shouldCoverTheRangeOnceInStepsThatItsSourcesHave() {
        Random random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            Instant from = NOW.minusMillis(
                    1 + (long) (random.nextDouble() * Duration.ofDays(399).toMillis()));
            Instant to = from.plusMillis(1
                    + (long) (random.nextDouble() * Duration.between(from, NOW).toMillis()));
            Duration step = Duration.ofMillis(100 + random.nextInt(10_000_000));
            Kept kept = random.nextBoolean() ? KEPT : KEPT.withoutRaw();
            Reading reading = Reading.choose(from, to, step, NOW, kept).orElseThrow();
            assertFalse(reading.from().isAfter(from));
            assertTrue(reading.step().compareTo(step) >= 0);
            RolledUp rolledUp = new RolledUp(
                    NOW.minusSeconds(random.nextInt(100_000)).truncatedTo(ChronoUnit.MINUTES),
                    NOW.minusSeconds(random.nextInt(1_000_000)).truncatedTo(ChronoUnit.HOURS));
            Instant covered = reading.from();
            for (Stretch stretch : reading.stretches(rolledUp, NOW, kept)) {
                assertEquals(covered, stretch.from());
                assertTrue(stretch.from().isBefore(stretch.to()));
                covered = stretch.to();
                long resolution = stretch.source().resolution().toMillis();
                if (resolution > 0) {
                    assertEquals(0, stretch.from().toEpochMilli() % resolution);
                    assertEquals(0, reading.step().toMillis() % resolution);
                }
            }
            assertEquals(to, covered);
        }
    }
}
