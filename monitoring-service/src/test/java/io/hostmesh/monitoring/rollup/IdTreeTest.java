package io.hostmesh.monitoring.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdTreeTest {

    private static boolean isBelow(int node, int other) {
        return IdTree.below(node).stream().anyMatch(span -> span.from() <= other && other <= span.to());
    }

    @Test
    void shouldFindASeriesOnItsWayWhateverTheLevelThatItWasWrittenAt() {
        Random random = new Random(5);
        for (int turn = 0; turn < 1_000; turn++) {
            UUID series = new UUID(random.nextLong(), random.nextLong());
            SortedSet<Integer> way = IdTree.waysTo(List.of(series, series));
            assertEquals(IdTree.MOST_BITS + 1, way.size());
            UUID other = new UUID(random.nextLong(), random.nextLong());
            assertTrue(IdTree.waysTo(List.of(series, other)).containsAll(IdTree.waysTo(List.of(other))));
            int level = random.nextInt(IdTree.MOST_BITS + 1);
            int node = IdTree.node(series, level);
            assertTrue(way.contains(node));
            for (int at : way) {
                assertEquals(at >= node, isBelow(node, at), node + " " + at);
                assertEquals(at < node, IdTree.above(node).contains(at), node + " " + at);
            }
            assertEquals(IdTree.node(other, level) == node, isBelow(node, IdTree.node(other, IdTree.MOST_BITS)));
        }
    }

    @Test
    void shouldHaveAsManyBitsAsNodesOfThatSizeNeed() {
        assertEquals(0, IdTree.bits(0, 250));
        assertEquals(0, IdTree.bits(250, 250));
        assertEquals(1, IdTree.bits(251, 250));
        assertEquals(2, IdTree.bits(1_000, 250));
        assertEquals(3, IdTree.bits(1_001, 250));
        assertEquals(IdTree.MOST_BITS, IdTree.bits(Long.MAX_VALUE, 250));
        assertEquals(IdTree.ROOT, IdTree.node(new UUID(-1, 0), 0));
        assertEquals(3, IdTree.node(new UUID(-1, 0), 1));
        assertEquals(2 << IdTree.MOST_BITS, 1 + IdTree.node(new UUID(-1, 0), IdTree.MOST_BITS));
    }
}
