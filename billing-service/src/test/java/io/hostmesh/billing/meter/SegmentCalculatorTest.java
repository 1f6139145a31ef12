package io.hostmesh.billing.meter;

import static io.hostmesh.billing.meter.ServerFact.Kind.DELETED;
import static io.hostmesh.billing.meter.ServerFact.Kind.FAILED;
import static io.hostmesh.billing.meter.ServerFact.Kind.PROVISIONED;
import static io.hostmesh.billing.meter.ServerFact.Kind.RESIZED;
import static io.hostmesh.billing.meter.ServerFact.Kind.STARTED;
import static io.hostmesh.billing.meter.ServerFact.Kind.STOPPED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.billing.meter.ServerFact.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SegmentCalculatorTest {

    private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
    private static final List<String> PLANS = List.of("small", "medium", "large");
    private static final Instant NOW = START.plusSeconds(1000);

    @Test
    void shouldUseAServerFromProvisionedToDeleted() {
        List<UsageSegment> segments =
                SegmentCalculator.segments(List.of(fact(1, PROVISIONED, 1_400), fact(2, DELETED, 38_100)));

        assertEquals(1, segments.size());
        UsageSegment segment = segments.get(0);
        assertEquals(37, segment.toSecond(NOW) - segment.fromSecond());
        assertEquals("req_1", segment.startCorrelationId());
        assertEquals("req_2", segment.endCorrelationId());
    }

    @Test
    void shouldEndAtTheFirstOfFailedAndDeleted() {
        List<UsageSegment> segments = SegmentCalculator.segments(
                List.of(fact(1, PROVISIONED, 0), fact(2, FAILED, 5_000), fact(3, DELETED, 9_000)));

        assertEquals(
                List.of(START.plusSeconds(5)),
                segments.stream().map(UsageSegment::to).toList());
    }

    @Test
    void shouldPauseWhileStopped() {
        List<UsageSegment> segments = SegmentCalculator.segments(
                List.of(fact(1, PROVISIONED, 0), fact(2, STOPPED, 5_000), fact(3, STARTED, 8_000)));

        assertEquals(2, segments.size());
        assertNull(segments.get(1).to());
        assertEquals(START.plusSeconds(8).getEpochSecond(), segments.get(1).fromSecond());
    }

    @Test
    void shouldLoseNoSecondBetweenAStopAndAStartAtOneInstant() {
        List<UsageSegment> segments = SegmentCalculator.segments(
                List.of(fact(1, PROVISIONED, 0), fact(2, STOPPED, 5_500), fact(3, STARTED, 5_500)));

        assertEquals(1000, totalSeconds(segments));
    }

    @Test
    void shouldSplitUseWhereThePlanChanges() {
        List<UsageSegment> segments = SegmentCalculator.segments(
                List.of(fact(1, PROVISIONED, 0), planned(fact(2, RESIZED, 5_700), "large"), fact(3, DELETED, 9_000)));

        assertEquals(
                List.of("small", "large"),
                segments.stream().map(UsageSegment::planId).toList());
        assertEquals(segments.get(0).to(), segments.get(1).from());
        assertEquals(START.plusSeconds(5).getEpochSecond(), segments.get(1).fromSecond());
        assertEquals("req_2", segments.get(0).endCorrelationId());
        assertEquals("req_2", segments.get(1).startCorrelationId());
        assertEquals(9, totalSeconds(segments));
    }

    @Test
    void shouldUseNothingBecauseAStoppedServerIsResized() {
        List<UsageSegment> segments = SegmentCalculator.segments(List.of(
                fact(1, PROVISIONED, 0),
                fact(2, STOPPED, 5_000),
                planned(fact(3, RESIZED, 6_000), "large"),
                planned(fact(4, STARTED, 8_000), "large")));

        assertEquals(
                List.of("small", "large"),
                segments.stream().map(UsageSegment::planId).toList());
        assertEquals(START.plusSeconds(8), segments.get(1).from());
    }

    @Property
    void shouldGiveTheSameForFactsInAnyOrderAndDuplicated(
            @ForAll("histories") List<ServerFact> facts, @ForAll long seed) {
        List<ServerFact> scrambled = new ArrayList<>(facts);
        scrambled.addAll(facts.subList(0, facts.size() / 2));
        Collections.shuffle(scrambled, new Random(seed));

        assertEquals(SegmentCalculator.segments(facts), SegmentCalculator.segments(scrambled));
    }

    @Property
    void shouldUseNoSecondTwice(@ForAll("histories") List<ServerFact> facts) {
        BitSet seconds = new BitSet();
        for (UsageSegment segment : SegmentCalculator.segments(facts)) {
            for (long second = segment.fromSecond(); second < segment.toSecond(NOW); second++) {
                int index = (int) (second - START.getEpochSecond());
                assertTrue(!seconds.get(index), () -> "a second twice in " + facts);
                seconds.set(index);
            }
        }
    }

    @Property
    void shouldUseNothingAfterDeleted(@ForAll("histories") List<ServerFact> facts) {
        Instant deleted = facts.stream()
                .filter(fact -> fact.kind() == DELETED)
                .map(ServerFact::occurredAt)
                .min(Comparator.naturalOrder())
                .orElse(NOW);

        for (UsageSegment segment : SegmentCalculator.segments(facts)) {
            assertTrue(segment.toSecond(deleted) <= deleted.getEpochSecond());
            assertTrue(deleted.equals(NOW)
                    || (segment.to() != null && !segment.to().isAfter(deleted)));
        }
    }

    @Property
    void shouldUseEverySecondThatIsKnownToBeUsed(@ForAll("histories") List<ServerFact> facts) {
        Map<String, Long> seconds = new TreeMap<>();
        for (UsageSegment segment : SegmentCalculator.segments(facts)) {
            seconds.merge(segment.planId(), segment.toSecond(NOW) - segment.fromSecond(), Long::sum);
        }
        seconds.values().removeIf(none -> none == 0);
        assertEquals(secondsByTheBook(facts), seconds);
    }

    /** The same by a slow and obvious way: by which plan the server is in use, asked at each second's change. */
    private static Map<String, Long> secondsByTheBook(List<ServerFact> facts) {
        List<ServerFact> ordered = facts.stream()
                .sorted(Comparator.comparing(ServerFact::occurredAt).thenComparing(ServerFact::eventId))
                .toList();
        Map<String, Long> total = new TreeMap<>();
        for (long second = START.getEpochSecond() + 1; second <= NOW.getEpochSecond(); second++) {
            Instant change = Instant.ofEpochSecond(second);
            String plan = null;
            boolean deleted = false;
            for (ServerFact fact : ordered) {
                if (!fact.occurredAt().isBefore(change) || deleted) {
                    continue;
                }
                deleted = fact.kind() == DELETED;
                if (fact.kind().begins()) {
                    plan = plan == null ? fact.planId() : plan;
                } else if (fact.kind() != RESIZED) {
                    plan = null;
                } else if (plan != null) {
                    plan = fact.planId();
                }
            }
            if (plan != null) {
                total.merge(plan, 1L, Long::sum);
            }
        }
        return total;
    }

    @Provide
    Arbitrary<List<ServerFact>> histories() {
        Arbitrary<Integer> ids = Arbitraries.integers().between(0, 1_000_000);
        Arbitrary<Kind> kinds = Arbitraries.of(Kind.class);
        Arbitrary<Integer> offsets = Arbitraries.integers().between(0, 60_000);
        return Combinators.combine(ids, kinds, offsets)
                .as((id, kind, offset) -> planned(fact(id, kind, offset), PLANS.get(id % PLANS.size())))
                .list()
                .ofMaxSize(8)
                .uniqueElements(ServerFact::eventId);
    }

    private static long totalSeconds(List<UsageSegment> segments) {
        return segments.stream()
                .mapToLong(segment -> segment.toSecond(NOW) - segment.fromSecond())
                .sum();
    }

    private static ServerFact planned(ServerFact fact, String planId) {
        return new ServerFact(
                fact.eventId(),
                fact.kind(),
                fact.serverId(),
                fact.accountId(),
                fact.groupId(),
                planId,
                fact.occurredAt(),
                fact.correlationId());
    }

    private static ServerFact fact(int id, Kind kind, int offsetMillis) {
        return new ServerFact(
                "event-%07d".formatted(id),
                kind,
                "srv_1",
                "acc_1",
                null,
                "small",
                START.plusMillis(offsetMillis),
                "req_" + id);
    }
}
