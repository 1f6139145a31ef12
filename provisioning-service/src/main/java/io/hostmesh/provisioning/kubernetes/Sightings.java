package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When this instance saw Pods become ready and end: the API has whole seconds only. What was so when a Pod was seen first was
 * not seen to happen. An entry goes with its Pod.
 */
final class Sightings {

    /**
     * When a Pod was seen to change, or null where it was not.
     *
     * @param readyAt when it was seen to take connections
     * @param endedAt when it was seen to have ended
     */
    record Seen(@Nullable Instant readyAt, @Nullable Instant endedAt) {

        static final Seen NOTHING = new Seen(null, null);
    }

    private record Sighting(boolean ready, boolean ended, Seen seen) {}

    private final Map<String, Sighting> byUid = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Duration forceAfter;

    Sightings(Clock clock, Duration forceAfter) {
        this.clock = clock;
        this.forceAfter = forceAfter;
    }

    /** Takes note of what a Pod is like now. */
    Seen look(Pod pod) {
        Instant now = clock.instant();
        PodReading reading = new PodReading(pod);
        boolean ready = reading.readySince().isPresent();
        boolean ended = reading.ended(now, forceAfter);
        return byUid.merge(
                        pod.getMetadata().getUid(),
                        new Sighting(ready, ended, Seen.NOTHING),
                        (before, first) -> new Sighting(
                                before.ready || ready,
                                before.ended || ended,
                                new Seen(
                                        ready && !before.ready ? now : before.seen.readyAt,
                                        ended && !before.ended ? now : before.seen.endedAt)))
                .seen();
    }

    void forget(Pod pod) {
        byUid.remove(pod.getMetadata().getUid());
    }
}
