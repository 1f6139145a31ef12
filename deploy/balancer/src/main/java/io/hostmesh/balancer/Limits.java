package io.hostmesh.balancer;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * The bounds of a balancer.
 *
 * @param connections most at one time, over all groups; more wait in the operating system's queue
 * @param connect how long a member may take to accept a connection before another one is tried
 * @param idle how long a connection may be silent before it is closed
 * @param quiet how long a connection to a draining member must be silent, with nothing asked that is not answered, to be closed
 * @param stalledBuffers most directions of connections that can wait for a slow receiver at one time; others are not read. No
 *     group's take so many that none are left for another's
 * @param groupPercent how many of all connections one group can have where no other has any
 */
record Limits(int connections, Duration connect, Duration idle, Duration quiet, int stalledBuffers, int groupPercent) {

    static final Limits DEFAULT =
            new Limits(10_000, Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofSeconds(1), 2_048, 80);

    private static final int ALL = 100;

    private static final Set<String> NAMES =
            Set.of("connections", "connect-ms", "idle-ms", "quiet-ms", "stalled-buffers", "group-percent");

    private static final int FILES_FOR_ALL_ELSE = 64;

    Limits {
        if (groupPercent < 1 || groupPercent > ALL) {
            throw new IllegalArgumentException("expected group-percent to be from 1 to 100, got " + groupPercent);
        }
    }

    static Limits of(Map<String, String> settings) {
        for (String name : settings.keySet()) {
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException("expected one of " + NAMES + ", got " + name);
            }
        }
        return new Limits(
                (int) number(settings, "connections", DEFAULT.connections()),
                Duration.ofMillis(
                        number(settings, "connect-ms", DEFAULT.connect().toMillis())),
                Duration.ofMillis(number(settings, "idle-ms", DEFAULT.idle().toMillis())),
                Duration.ofMillis(number(settings, "quiet-ms", DEFAULT.quiet().toMillis())),
                (int) number(settings, "stalled-buffers", DEFAULT.stalledBuffers()),
                (int) number(settings, "group-percent", DEFAULT.groupPercent()));
    }

    /** The same with no more connections than there can be files open: each takes two, and a few are for all else. */
    Limits within(long openFiles) {
        long most = Math.max(1, (openFiles - FILES_FOR_ALL_ELSE) / 2);
        return new Limits((int) Math.min(connections, most), connect, idle, quiet, stalledBuffers, groupPercent);
    }

    /**
     * True if a group may have one more connection. Each group can have so many times what is left: however many groups take all
     * that they can get, each has as many as the others, and some are left for one that comes later (dynamic thresholds of
     * Choudhury and Hahne, 1998, with a factor of {@code groupPercent / (100 - groupPercent)}).
     *
     * @param held that the group has
     * @param left that nobody has
     */
    boolean oneMore(int held, int left) {
        return (long) held * (ALL - groupPercent) < (long) left * groupPercent;
    }

    private static long number(Map<String, String> settings, String name, long otherwise) {
        String text = settings.getOrDefault(name, Long.toString(otherwise));
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException("expected " + name + " to be a number from 1, got " + text);
        }
        return Long.parseLong(text);
    }
}
