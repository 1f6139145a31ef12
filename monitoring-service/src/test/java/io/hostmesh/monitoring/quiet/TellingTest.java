package io.hostmesh.monitoring.quiet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.quiet.Telling.Beginning;
import io.hostmesh.monitoring.quiet.Telling.Course;
import io.hostmesh.monitoring.quiet.Telling.End;
import io.hostmesh.monitoring.quiet.Telling.Review;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TellingTest {

    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final Mutes SILENCED = new Mutes(List.of("sil_1"), List.of(), List.of(), false);
    private static final Telling TELLING =
            new Telling(new FlapDetector(new FlapSettings(Duration.ofSeconds(30), 30, 15)));

    @Test
    void shouldTellOfWhatNothingMutes() {
        Beginning begun = TELLING.fired(Course.NEW, Mutes.NONE, START);
        assertTrue(begun.told());
        assertTrue(TELLING.resolved(begun.course(), Mutes.NONE, begun.told(), START.plusSeconds(9))
                .told());
    }

    @Test
    void shouldTellOfTheRecoveryOfWhatWasToldWhateverMutesItMeanwhile() {
        Beginning begun = TELLING.fired(Course.NEW, Mutes.NONE, START);
        assertTrue(TELLING.resolved(begun.course(), SILENCED, begun.told(), START.plusSeconds(9))
                .told());
    }

    @Test
    void shouldNotTellOfTheRecoveryOfWhatNobodyHeardOf() {
        Beginning begun = TELLING.fired(Course.NEW, SILENCED, START);
        assertFalse(begun.told());
        assertFalse(TELLING.resolved(begun.course(), Mutes.NONE, begun.told(), START.plusSeconds(9))
                .told());
    }

    @Test
    void shouldTellOfWhatStillFiresWhenTheSilenceIsOver() {
        Beginning begun = TELLING.fired(Course.NEW, SILENCED, START);
        Instant later = START.plusSeconds(60);
        assertTrue(TELLING.stillFiring(begun.course(), begun.mutes(), SILENCED, false, later)
                .unmutedBecause()
                .isEmpty());
        Review over = TELLING.stillFiring(begun.course(), begun.mutes(), Mutes.NONE, false, later);
        assertEquals("silence sil_1 ended", over.unmutedBecause().orElseThrow());
        assertTrue(TELLING.stillFiring(begun.course(), over.mutes(), Mutes.NONE, true, later)
                .unmutedBecause()
                .isEmpty());
    }

    @Test
    void shouldNotCallSomethingFlappingWhileNobodyWouldHearOfIt() {
        Course course = Course.NEW;
        for (int second = 0; second < 40; second += 2) {
            Beginning begun = TELLING.fired(course, SILENCED, START.plusSeconds(second));
            assertFalse(begun.flappingStarted());
            course = TELLING.resolved(begun.course(), SILENCED, begun.told(), START.plusSeconds(second + 1))
                    .course();
        }
        assertTrue(TELLING.fired(course, Mutes.NONE, START.plusSeconds(41)).flappingStarted());
    }

    /** A person who hears what is told, beside a world in which anything happens in any order. */
    private static final class World {
        final SplittableRandom random;
        Instant now = START;
        Course course = Course.NEW;
        Mutes world = Mutes.NONE;
        Mutes seen = Mutes.NONE;
        boolean firing;
        boolean told;
        /** What the person believes. */
        boolean heardFiring;

        boolean heardFlapping;
        int tellings;

        World(long seed) {
            random = new SplittableRandom(seed);
        }

        void step() {
            now = now.plusMillis(random.nextInt(100, random.nextInt(8) == 0 ? 400_000 : 20_000));
            switch (random.nextInt(6)) {
                case 0 -> world = random.nextBoolean() ? Mutes.NONE : SILENCED;
                case 1 ->
                    world = new Mutes(
                            world.silencedBy(),
                            random.nextBoolean() ? List.of("location/paris") : List.of(),
                            random.nextBoolean() ? List.of("mnt_1") : List.of(),
                            false);
                case 2 -> review();
                default -> toggle();
            }
        }

        void toggle() {
            if (firing) {
                End end = TELLING.resolved(course, world, told, now);
                if (end.told()) {
                    assertTrue(heardFiring, "a recovery is told of what was told");
                    heardFiring = false;
                }
                assertFalse(heardFiring, "nobody believes it fires after it was resolved");
                hearFlapping(end.flappingStarted());
                course = end.course();
            } else {
                Beginning begun = TELLING.fired(course, world, now);
                told = begun.told();
                seen = begun.mutes();
                if (told) {
                    hear();
                }
                hearFlapping(begun.flappingStarted());
                course = begun.course();
                assertEquals(told, !begun.mutes().holdBack(), "muted or told");
                assertTrue(
                        told || heardFlapping || world.holdBack(), "told, or told that it flaps, or muted by someone");
            }
            firing = !firing;
        }

        void review() {
            Review review = firing ? TELLING.stillFiring(course, seen, world, told, now) : TELLING.quiet(course, now);
            if (review.flappingStopped()) {
                assertTrue(heardFlapping, "the end of flapping is told where its start was");
                heardFlapping = false;
                course = new Course(course.changes(), false);
            }
            if (review.unmutedBecause().isPresent()) {
                told = true;
                hear();
            }
            seen = review.mutes();
            assertTrue(!firing || told || review.mutes().holdBack(), "whatever fires unmuted was told");
        }

        void hear() {
            assertFalse(heardFiring, "a firing is told once");
            heardFiring = true;
            tellings++;
        }

        void hearFlapping(boolean started) {
            if (started) {
                assertFalse(heardFlapping, "flapping is told once");
                heardFlapping = true;
            }
        }
    }

    @Test
    void shouldNeitherForgetNorRepeatAnythingWhateverHappens() {
        int tellings = 0;
        for (int seed = 0; seed < 2_000; seed++) {
            World world = new World(seed);
            for (int step = 0; step < 120; step++) {
                world.step();
            }
            world.world = Mutes.NONE;
            world.now = world.now.plus(Duration.ofHours(1));
            world.review();
            assertEquals(world.firing, world.heardFiring, "in the end everyone knows, seed " + seed);
            assertFalse(world.heardFlapping, "and it is calm, seed " + seed);
            tellings += world.tellings;
        }
        assertTrue(tellings > 5_000, "so much was told that the test means something: " + tellings);
    }

    @Test
    void shouldTellMuchLessOfWhatTogglesAllTheTime() {
        Course course = Course.NEW;
        int told = 0;
        int flapping = 0;
        for (int episode = 0; episode < 500; episode++) {
            Instant at = START.plusSeconds(episode * 10L);
            Beginning begun = TELLING.fired(course, Mutes.NONE, at);
            told += begun.told() ? 1 : 0;
            End end = TELLING.resolved(begun.course(), Mutes.NONE, begun.told(), at.plusSeconds(5));
            flapping += (begun.flappingStarted() ? 1 : 0) + (end.flappingStarted() ? 1 : 0);
            course = end.course();
        }
        assertEquals(1, flapping);
        assertTrue(told <= 3, "told " + told + " of 500 episodes");
    }
}
