package io.hostmesh.provisioning.kubernetes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How and when a machine ended.
 *
 * @param exitStatus 128 + n for signal n, or null where it is unknown
 * @param byHost its node was drained or shut down in good order; nothing is wrong with the machine
 * @param lines what Kubernetes says about it, and the last lines of its log, oldest first
 */
record Ending(@Nullable Integer exitStatus, Instant at, boolean byHost, List<String> lines) {

    static final int MOST_LINES = 20;
    static final int LONGEST_LINE = 300;

    /** What Kubernetes says of one that was killed for want of memory. */
    static final String OUT_OF_MEMORY = PodReading.WORDS + "OOMKilled";

    Ending {
        lines = lines.stream()
                .skip(Math.max(0, lines.size() - MOST_LINES))
                .map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line)
                .toList();
    }

    /** The ending of something that was never started. */
    static Ending neverBegun(Instant at) {
        return new Ending(null, at, false, List.of());
    }

    /** True if Kubernetes says that its container was killed because it took more memory than it may have. */
    boolean outOfMemory() {
        return lines.stream().anyMatch(line -> line.startsWith(OUT_OF_MEMORY));
    }

    Ending with(List<String> moreLines) {
        List<String> all = new ArrayList<>(lines);
        all.addAll(moreLines);
        return new Ending(exitStatus, at, byHost, all);
    }
}
