package io.hostmesh.monitoring.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.judge.ServerFact.Presence;
import io.hostmesh.monitoring.judge.SilenceWatch.Suspect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Locations full of servers that report each second, in simulated time; an answer to a probe takes a tick. */
class LocationWatchTest {

    private static final long SECOND = 1_000_000;
    private static final long TICK = SECOND / 4;

    private final SilenceWatch watch = newWatch(0);
    private final Map<String, String> locations = new TreeMap<>();
    private final Set<String> dead = new TreeSet<>();
    private final List<Silence> findings = new ArrayList<>();
    private List<Suspect> asked = new ArrayList<>();
    private boolean streamInterrupted;
    private long now;

    @Example
    void shouldSayOnceThatALocationIsSilentAndHoldItsServers() {
        run("north", 8);
        run("south", 4);
        simulate(20);
        kill("north", 8);
        simulate(15);

        assertEquals(List.of(new Silence.OfLocation("north", 8, 8)), findings.subList(0, 1));
        assertEquals(List.of(), servers());
        assertEquals(List.of(), backs());
    }

    @Example
    void shouldSayAgainThatItGoesOn() {
        run("north", 8);
        run("south", 4);
        simulate(20);
        kill("north", 8);
        simulate(60);

        assertTrue(findings.size() >= 5 && findings.size() <= 6, findings::toString);
        assertTrue(findings.stream().allMatch(one -> one.equals(new Silence.OfLocation("north", 8, 8))));
    }

    @Example
    void shouldJudgeEachServerAgainWhenTheLocationIsBack() {
        run("north", 8);
        run("south", 4);
        simulate(20);
        kill("north", 8);
        simulate(30);
        dead.removeIf(server -> !server.equals("north5"));
        findings.clear();
        simulate(3);
        assertEquals(List.of(new Silence.LocationBack("north", 1, 8)), findings);

        simulate(30);
        assertEquals(List.of("north5"), servers());
        assertEquals(1, backs().size());
    }

    @Example
    void shouldSayServersOneByOneWhereOnlySomeFail() {
        run("north", 10);
        simulate(20);
        kill("north", 4);
        simulate(30);

        assertEquals(List.of("north0", "north1", "north2", "north3"), servers());
        assertEquals(4, findings.size());
    }

    @Example
    void shouldNotCallTwoServersALocation() {
        run("north", 2);
        run("south", 4);
        simulate(20);
        kill("north", 2);
        simulate(30);

        assertEquals(List.of("north0", "north1"), servers());
        assertEquals(2, findings.size());
    }

    @Example
    void shouldNotAddUpWhatFailedLongBefore() {
        run("north", 5);
        run("south", 4);
        simulate(20);
        for (int server = 0; server < 5; server++) {
            dead.add("north" + server);
            simulate(90);
        }

        assertEquals(5, servers().size());
        assertEquals(5, findings.size());
    }

    @Example
    void shouldSayNothingWhenTheStreamIsInterruptedAndServersAnswer() {
        run("north", 8);
        run("south", 8);
        simulate(20);
        streamInterrupted = true;
        simulate(60);

        assertEquals(List.of(), findings);
    }

    @Example
    void shouldFindALargeLocationSilentBeforeAllItsServersWereAsked() {
        run("north", 500);
        run("south", 20);
        simulate(20);
        kill("north", 500);
        simulate(12);

        assertEquals(new Silence.OfLocation("north", 500, 500), findings.get(0));
        assertEquals(List.of(), servers());
    }

    @Example
    void shouldNotTakeItsOwnStandstillForTheLocationsReturn() {
        run("north", 8);
        run("south", 4);
        simulate(20);
        kill("north", 8);
        simulate(20);
        now += 30 * SECOND;
        simulate(30);

        assertEquals(List.of(), backs());
        assertEquals(List.of(), servers());
    }

    @Example
    void shouldTakeAnAnsweringServerForBackThoughItDoesNotReport() {
        run("north", 4);
        run("south", 4);
        simulate(20);
        kill("north", 4);
        simulate(20);
        dead.clear();
        streamInterrupted = true;
        simulate(25);

        assertEquals(1, backs().size());
        assertEquals(List.of(), servers());
    }

    @Example
    void shouldGoOnWithALocationsSilenceOfAnotherOwner() {
        run("north", 6);
        run("south", 3);
        kill("north", 6);
        watch.resumeLocation("north", now);
        simulate(40);
        assertEquals(List.of(), servers());
        assertEquals(List.of(), backs());

        dead.clear();
        findings.clear();
        simulate(3);
        assertEquals(1, backs().size());
    }

    @Example
    void shouldEndASilenceOfALocationWithoutServers() {
        run("north", 4);
        run("south", 4);
        simulate(20);
        kill("north", 4);
        simulate(20);
        dead.forEach(server -> watch.apply(fact(server, "north", Presence.ABSENT, now)));
        findings.clear();
        simulate(1);

        assertEquals(List.of(new Silence.LocationBack("north", 0, 0)), findings);
    }

    @Property(tries = 60)
    void shouldNeitherAccuseTheLivingNorForgetTheDead(@ForAll @IntRange(max = 100_000) int seed) {
        Random random = new Random(seed);
        run("north", 1 + random.nextInt(8));
        run("south", 1 + random.nextInt(8));
        run("west", 3);
        simulate(15);
        List<String> all = List.copyOf(locations.keySet());
        for (int step = 0; step < 12; step++) {
            String location = all.get(random.nextInt(all.size())).replaceAll("[0-9]", "");
            boolean dies = random.nextBoolean();
            for (String server : all) {
                if (server.startsWith(location) && random.nextInt(4) > 0) {
                    change(server, dies);
                }
            }
            simulate(1 + random.nextInt(20));
        }
        simulate(40);

        Set<String> saidSilent = new TreeSet<>();
        Set<String> silentLocations = new TreeSet<>();
        for (Silence finding : findings) {
            if (finding instanceof Silence.OfServer server) {
                saidSilent.add(server.serverId());
            } else if (finding instanceof Silence.OfLocation location) {
                silentLocations.add(location.locationId());
            } else if (finding instanceof Silence.LocationBack back) {
                assertTrue(silentLocations.remove(back.locationId()), "back without having been silent");
            }
        }
        for (String server : dead) {
            assertTrue(
                    saidSilent.contains(server) || silentLocations.contains(locations.get(server)),
                    server + " is forgotten");
        }
        for (String location : silentLocations) {
            assertTrue(dead.stream().anyMatch(server -> location.equals(locations.get(server))), location + " lives");
        }
    }

    private void change(String server, boolean dies) {
        if (dies) {
            dead.add(server);
        } else {
            dead.remove(server);
        }
    }

    private static SilenceWatch newWatch(long now) {
        return new SilenceWatch(JudgeSettings.defaults(), Suspicion.defaults(), LocationBounds.defaults(), now);
    }

    private void run(String location, int servers) {
        for (int index = 0; index < servers; index++) {
            locations.put(location + index, location);
            watch.apply(fact(location + index, location, Presence.EXPECTED, now));
        }
    }

    private void kill(String location, int servers) {
        for (int index = 0; index < servers; index++) {
            dead.add(location + index);
        }
    }

    private void simulate(int seconds) {
        long end = now + seconds * SECOND;
        for (; now < end; now += TICK) {
            if (now % SECOND == 0 && !streamInterrupted) {
                locations.keySet().stream()
                        .filter(server -> !dead.contains(server))
                        .forEach(server -> watch.heard(server, now));
            }
            for (Suspect suspect : asked) {
                boolean answers = !dead.contains(suspect.serverId());
                if (watch.probed(suspect.serverId(), answers, now)) {
                    assertFalse(answers, suspect.serverId() + " lives");
                }
            }
            asked = new ArrayList<>();
            watch.tick(now, 0, asked);
            watch.drain(findings);
        }
    }

    private List<String> servers() {
        return findings.stream()
                .filter(one -> one instanceof Silence.OfServer)
                .map(one -> ((Silence.OfServer) one).serverId())
                .sorted()
                .toList();
    }

    private List<Silence> backs() {
        return findings.stream()
                .filter(one -> one instanceof Silence.LocationBack)
                .toList();
    }

    private static ServerFact fact(String server, String location, Presence presence, long since) {
        return new ServerFact(server, null, "acc", presence, "127.0.0.1:1", location, since);
    }
}
