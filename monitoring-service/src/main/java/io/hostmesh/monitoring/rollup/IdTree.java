package io.hostmesh.monitoring.rollup;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Series by the first bits of their ids, which are spread evenly: a binary tree whose nodes are numbered from 1, which is all of them; the
 * halves of node {@code n} are {@code 2n} and {@code 2n + 1}. Whoever writes few series puts them at a node near the root, and one who looks
 * for a series looks at the nodes on the way to it.
 */
public final class IdTree {

    /** All series. */
    public static final int ROOT = 1;

    /** The nodes of the lowest level are 2 to the power of this. */
    public static final int MOST_BITS = 12;

    private IdTree() {}

    /** A span of nodes, both ends included. */
    public record Span(int from, int to) {}

    /** The fewest bits of ids by which so many things of series are in nodes of at most so many, if they are spread evenly. */
    public static int bits(long count, int mostPerNode) {
        int bits = 0;
        while (bits < MOST_BITS && count > (long) mostPerNode << bits) {
            bits++;
        }
        return bits;
    }

    /** The node of a series at the level of so many bits. */
    public static int node(UUID series, int bits) {
        return bits == 0 ? ROOT : (1 << bits) | (int) (series.getMostSignificantBits() >>> (Long.SIZE - bits));
    }

    /** Every node that one of these series can be at. */
    public static SortedSet<Integer> waysTo(Collection<UUID> series) {
        SortedSet<Integer> nodes = new TreeSet<>();
        for (UUID one : series) {
            for (int node = node(one, MOST_BITS); node >= ROOT && nodes.add(node); node >>= 1) {
                // On to the one above; where that is there already, those above it are as well.
            }
        }
        return nodes;
    }

    /** The node and all below it, level by level. */
    public static List<Span> below(int node) {
        List<Span> spans = new ArrayList<>();
        int from = node;
        int to = node;
        while (from < 1 << (MOST_BITS + 1)) {
            spans.add(new Span(from, to));
            from = from << 1;
            to = (to << 1) | 1;
        }
        return spans;
    }

    /** The nodes on the way to that one, itself left out. */
    public static List<Integer> above(int node) {
        List<Integer> nodes = new ArrayList<>();
        for (int above = node >> 1; above >= ROOT; above >>= 1) {
            nodes.add(above);
        }
        return nodes;
    }
}
