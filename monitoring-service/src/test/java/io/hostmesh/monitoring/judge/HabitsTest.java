package io.hostmesh.monitoring.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.judge.ServerFact.Presence;
import io.hostmesh.monitoring.judge.SilenceWatch.Suspect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Servers with habits of their own, in simulated time: a loop of ticks, four a second. */
class HabitsTest {

    private static final long SECOND = 1_000_000;
    private static final long TICK = SECOND / 4;

    private final SilenceWatch watch =
            new SilenceWatch(JudgeSettings.defaults(), Suspicion.defaults(), LocationBounds.defaults(), 0);
    private final Random random = new Random(4);
    private final Map<String, Habit> alive = new TreeMap<>();
    private final Map<String, Long> next = new HashMap<>();
    private final List<String> probed = new ArrayList<>();
    private final Map<String, Long> silentAt = new TreeMap<>();
    private long now;

    /** Reports each {@code period}, up to {@code jitter} later. */
    private record Habit(long period, long jitter) {}

    @Example
    void shouldFindARegularServerDeadWithinNineSeconds() {
        run("a", SECOND, 0);
        run("b", SECOND, 0);
        simulate(30);
        long diedAt = kill("a");
        simulate(12);

        assertEquals(List.of("a"), List.copyOf(silentAt.keySet()));
        long after = silentAt.getOrDefault("a", 0L) - diedAt;
        assertTrue(after >= 5 * SECOND && after <= 9 * SECOND, "found after " + after / 1_000 + " ms");
    }

    @Example
    void shouldNotProbeAServerThatReportsSeldomOnceItsHabitsAreKnown() {
        run("seldom", 30 * SECOND, 0);
        run("often", SECOND, 0);
        simulate(10 * 30);
        probed.clear();
        simulate(20 * 30);
        assertEquals(List.of(), probed);

        kill("seldom");
        simulate(45);
        assertTrue(silentAt.containsKey("seldom"));
    }

    @Example
    void shouldLearnThatAServerReportsMoreSeldomNow() {
        run("a", SECOND, 0);
        run("often", SECOND, 0);
        simulate(60);
        run("a", 20 * SECOND, 0);
        simulate(32 * 20);
        probed.clear();
        simulate(10 * 20);

        assertEquals(List.of(), probed);
        assertEquals(Map.of(), silentAt);
    }

    @Example
    void shouldNotTakeAnInterruptionForAHabit() {
        run("a", SECOND, 0);
        run("b", SECOND, 0);
        simulate(60);
        Map<String, Habit> kept = Map.copyOf(alive);
        alive.clear();
        simulate(80);
        alive.putAll(kept);
        simulate(20);
        long diedAt = kill("a");
        simulate(12);

        assertTrue(silentAt.getOrDefault("a", Long.MAX_VALUE) - diedAt <= 9 * SECOND, silentAt::toString);
    }

    @Example
    void shouldSlowDownWhileItsOwnClockworkIsLate() {
        run("a", SECOND, 0);
        run("b", SECOND, 0);
        simulate(60);
        kill("a");
        List<Suspect> suspects = new ArrayList<>();
        for (int step = 0; step < 8; step++) {
            now += 3 * SECOND / 2;
            watch.heard("b", now);
            watch.tick(now, 0, suspects);
        }
        assertEquals(List.of(), suspects);

        simulate(40);
        assertTrue(silentAt.containsKey("a"), "in its own health again it finds it");
    }

    @Example
    void shouldKnowHabitsFromTheWindowThatItReadsAgain() {
        now = 60 * SECOND;
        SilenceWatch successor =
                new SilenceWatch(JudgeSettings.defaults(), Suspicion.defaults(), LocationBounds.defaults(), now);
        successor.apply(fact("a", 0));
        for (long at = 45 * SECOND; at < now; at += SECOND) {
            successor.remember("a", at);
        }
        List<Suspect> suspects = new ArrayList<>();
        for (; now < 66 * SECOND; now += TICK) {
            successor.tick(now, 0, suspects);
        }
        assertEquals(List.of(), suspects, "silence counts from the takeover on");

        for (; now < 68 * SECOND; now += TICK) {
            successor.tick(now, 0, suspects);
        }
        assertEquals(1, suspects.size());
    }

    @Example
    void shouldNotTakeRememberedSamplesForAReturn() {
        watch.apply(fact("a", 0));
        watch.resumeSilent("a");
        watch.remember("a", SECOND);

        assertTrue(watch.heard("a", 2 * SECOND));
        assertFalse(watch.heard("a", 3 * SECOND));
    }

    @Property(tries = 40)
    void shouldNeverFailAServerThatLivesAndAlwaysOneThatDied(
            @ForAll @IntRange(min = 200, max = 30_000) int periodMillis,
            @ForAll @IntRange(max = 100) int jitterPercent,
            @ForAll @IntRange(max = 1_000) int seed) {
        random.setSeed(seed);
        long period = periodMillis * 1_000L;
        run("lives", period, period * jitterPercent / 100);
        run("dies", period, period * jitterPercent / 100);
        run("other", SECOND, SECOND);
        simulate((int) (12 * period / SECOND) + 30);
        long diedAt = kill("dies");
        simulate(100);

        assertEquals(List.of("dies"), List.copyOf(silentAt.keySet()));
        long after = silentAt.getOrDefault("dies", 0L) - diedAt;
        assertTrue(after <= 93 * SECOND, "found after " + after / 1_000 + " ms");
    }

    private void run(String server, long period, long jitter) {
        watch.apply(fact(server, now));
        alive.put(server, new Habit(period, jitter));
        next.put(server, now);
    }

    private long kill(String server) {
        alive.remove(server);
        return now;
    }

    private void simulate(int seconds) {
        long end = now + seconds * SECOND;
        for (; now < end; now += TICK) {
            alive.forEach(this::report);
            List<Suspect> suspects = new ArrayList<>();
            watch.tick(now, 0, suspects);
            for (Suspect suspect : suspects) {
                probed.add(suspect.serverId());
                if (watch.probed(suspect.serverId(), alive.containsKey(suspect.serverId()), now)) {
                    silentAt.put(suspect.serverId(), now);
                }
            }
        }
    }

    private void report(String server, Habit habit) {
        if (next.getOrDefault(server, 0L) <= now) {
            watch.heard(server, now);
            long jitter = habit.jitter() == 0 ? 0 : random.nextLong(habit.jitter());
            next.put(server, now + habit.period() + jitter);
        }
    }

    private static ServerFact fact(String server, long since) {
        return new ServerFact(server, null, "acc", Presence.EXPECTED, "127.0.0.1:1", since);
    }
}
