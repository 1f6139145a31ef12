package io.hostmesh.monitoring.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.judge.ServerFact.Presence;
import io.hostmesh.monitoring.judge.SilenceWatch.Suspect;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Simulated time: a loop of half-second ticks, in which servers report each second or do not. */
class SilenceWatchTest {

    private static final long SECOND = 1_000_000;
    private static final long TICK = SECOND / 2;

    /** Bounds that leave nothing to the servers' habits: ten seconds, whatever they are. */
    private static final Suspicion FIXED = new Suspicion(8, SECOND / 2, 3 * SECOND, 10 * SECOND, 10 * SECOND, 32, 8);

    private final SilenceWatch watch = new SilenceWatch(JudgeSettings.defaults(), FIXED, LocationBounds.defaults(), 0);
    private final Set<String> reporting = new TreeSet<>();
    private final Set<String> dead = new TreeSet<>();
    private final List<String> silent = new ArrayList<>();
    private final List<String> probed = new ArrayList<>();
    private long now;
    private long behind;

    @Test
    void shouldFindADeadServerAmongOthersWithinFifteenSeconds() {
        run("a", "b");
        simulate(20);
        kill("a");
        simulate(15);

        assertEquals(List.of("a"), silent);
    }

    @Test
    void shouldFindTheOnlyServerDead() {
        run("a");
        simulate(20);
        kill("a");
        simulate(15);

        assertEquals(List.of("a"), silent);
    }

    @Test
    void shouldNotTakeAnInterruptedStreamForFailures() {
        run("a", "b", "c");
        simulate(20);
        Set<String> kept = Set.copyOf(reporting);
        reporting.clear();
        simulate(60);
        reporting.addAll(kept);
        simulate(30);

        assertEquals(List.of(), silent);
    }

    @Test
    void shouldNotSuspectTheSlowestToComeBackAfterAnInterruption() {
        run("a", "b");
        simulate(20);
        reporting.clear();
        simulate(8);
        reporting.add("a");
        simulate(8);

        assertEquals(List.of(), probed);
    }

    @Test
    void shouldCountAnewAfterItsOwnStandstill() {
        run("a", "b");
        simulate(20);
        now += 30 * SECOND;
        reporting.remove("a");
        simulate(9);

        assertEquals(List.of(), probed);
    }

    @Test
    void shouldNotSuspectAnyoneWhileItIsBehind() {
        run("a", "b");
        simulate(20);
        behind = 5 * SECOND;
        reporting.clear();
        simulate(30);

        assertEquals(List.of(), probed);
    }

    @Test
    void shouldLeaveAServerAloneThatAnswersThoughItDoesNotReport() {
        run("a", "b");
        simulate(20);
        reporting.remove("a");
        simulate(60);

        assertEquals(List.of(), silent);
        assertFalse(probed.isEmpty());
        assertTrue(probed.size() <= 6, "probed " + probed.size() + " times");
    }

    @Test
    void shouldNotSuspectAServerBeforeItRanForTheSilencePeriod() {
        run("a");
        simulate(20);
        watch.apply(fact("b", Presence.EXPECTED, now));
        dead.add("b");
        simulate(9);
        assertEquals(List.of(), probed);

        simulate(6);
        assertEquals(List.of("b"), silent);
    }

    @Test
    void shouldForgetAServerThatIsStoppedDeletedOrFailed() {
        run("a", "b");
        simulate(20);
        kill("a");
        simulate(5);
        watch.apply(fact("a", Presence.ABSENT, now));
        simulate(30);

        assertEquals(List.of(), silent);
    }

    @Test
    void shouldIgnoreTheAnswerOfAProbeThatCameTooLate() {
        run("a", "b");
        simulate(20);
        reporting.remove("a");
        now += TICK;
        List<Suspect> suspects = new ArrayList<>();
        while (suspects.isEmpty()) {
            watch.heard("b", now);
            watch.tick(now, 0, suspects);
            now += TICK;
        }
        assertFalse(watch.heard("a", now));

        assertFalse(watch.probed("a", false, now));
        assertFalse(watch.probed("a", false, now));
    }

    @Test
    void shouldSayOnceThatAServerIsSilentAndOnceThatItIsBack() {
        run("a", "b");
        simulate(20);
        kill("a");
        simulate(60);
        assertEquals(List.of("a"), silent);

        assertTrue(watch.heard("a", now));
        assertFalse(watch.heard("a", now + SECOND));
    }

    @Test
    void shouldGoOnWithASilenceOfAnotherOwner() {
        run("a");
        dead.add("a");
        watch.resumeSilent("a");
        reporting.clear();
        simulate(60);
        assertEquals(List.of(), silent);

        assertTrue(watch.heard("a", now));
    }

    @Test
    void shouldBeginAgainWhenTheFindingWasNotCarriedOut() {
        run("a", "b");
        simulate(20);
        kill("a");
        simulate(14);
        assertEquals(List.of("a"), silent);
        watch.withdraw("a", now);
        watch.restart(now);
        simulate(9);
        assertEquals(List.of("a"), silent);

        simulate(8);
        assertEquals(List.of("a", "a"), silent);
    }

    @Test
    void shouldProbeNoMoreThanTheLimitAtOnce() {
        for (int index = 0; index < 100; index++) {
            watch.apply(fact("server" + index, Presence.EXPECTED, 0));
        }
        List<Suspect> suspects = new ArrayList<>();
        for (now = 0; now < 20 * SECOND; now += TICK) {
            watch.tick(now, 0, suspects);
        }
        assertEquals(32, suspects.size());

        suspects.forEach(suspect -> watch.probed(suspect.serverId(), true, now));
        suspects.clear();
        watch.tick(now, 0, suspects);
        assertEquals(32, suspects.size());
    }

    private void run(String... servers) {
        for (String server : servers) {
            watch.apply(fact(server, Presence.EXPECTED, now));
            reporting.add(server);
        }
    }

    private void kill(String server) {
        reporting.remove(server);
        dead.add(server);
    }

    private void simulate(int seconds) {
        long end = now + seconds * SECOND;
        for (; now < end; now += TICK) {
            if (now % SECOND == 0) {
                reporting.forEach(server -> watch.heard(server, now));
            }
            List<Suspect> suspects = new ArrayList<>();
            watch.tick(now, behind, suspects);
            for (Suspect suspect : suspects) {
                probed.add(suspect.serverId());
                if (watch.probed(suspect.serverId(), !dead.contains(suspect.serverId()), now)) {
                    silent.add(suspect.serverId());
                }
            }
        }
    }

    private static ServerFact fact(String server, Presence presence, long since) {
        return new ServerFact(server, null, "acc", presence, "127.0.0.1:1", since);
    }
}
