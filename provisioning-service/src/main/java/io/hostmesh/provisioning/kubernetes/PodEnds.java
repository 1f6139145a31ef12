package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.hostmesh.provisioning.driver.DriverException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ends Pods, in two steps: {@link #end} until how it ended is known, {@link #remove} after that was written down. A Pod of the
 * same name that was made later is left alone.
 */
final class PodEnds {

    private final ObjectCalls<Pod> pods;
    private final PodLog log;
    private final PodWatch watch;
    private final PodSettings settings;
    private final Clock clock;

    PodEnds(ObjectCalls<Pod> pods, PodLog log, PodWatch watch, PodSettings settings, Clock clock) {
        this.pods = pods;
        this.log = log;
        this.watch = watch;
        this.settings = settings;
        this.clock = clock;
    }

    /** How the Pod ended, ending it unless it has. */
    Ending end(Pod pod) {
        String name = pod.getMetadata().getName();
        Pod[] last = {pod};
        Duration limit = settings.grace().plus(settings.endLimit());
        boolean over = watch.await(name, limit, () -> {
            Pod now = newest(pod);
            if (now == null) {
                return true; // Somebody took the finalizer off as well.
            }
            last[0] = now;
            if (!ended(now) && !new PodReading(now).deleting() && pods.delete(now)) {
                return false;
            }
            return ended(now);
        });
        if (!over) {
            throw new DriverException("the end of Pod " + name + " was not confirmed within " + limit.toSeconds()
                    + " s" + node(last[0]) + "; it is given up "
                    + settings.forceAfter().toSeconds()
                    + " s after its grace");
        }
        PodReading reading = new PodReading(last[0]);
        return log.complete(last[0], reading.ending(watch.seen(last[0]).endedAt(), clock.instant()));
    }

    /** The Pod as it is now, or null where it is gone, though there may be another of its name. */
    private @Nullable Pod newest(Pod pod) {
        Pod now = pods.get(pod.getMetadata().getName());
        return now != null
                        && now.getMetadata().getUid().equals(pod.getMetadata().getUid())
                ? now
                : null;
    }

    private boolean ended(Pod pod) {
        Sightings.Seen unused = watch.seen(pod);
        return new PodReading(pod).ended(clock.instant(), settings.forceAfter());
    }

    private static String node(Pod pod) {
        String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
        return node == null ? "" : " by node " + node;
    }

    /** Removes a Pod that has ended, and returns when it is gone. */
    void remove(Pod pod) {
        String name = pod.getMetadata().getName();
        boolean gone = watch.await(name, settings.endLimit(), () -> {
            Pod now = newest(pod);
            if (now == null) {
                return true;
            }
            letGo(now);
            return newest(pod) == null;
        });
        if (!gone) {
            Pod now = newest(pod);
            throw new DriverException("Pod " + name + " has ended and is still there; look at its finalizers: "
                    + (now == null
                            ? List.of()
                            : Objects.requireNonNullElse(now.getMetadata().getFinalizers(), List.of())));
        }
    }

    /** One step towards its removal; each is of the version that was read, so that one of two at once is repeated. */
    private void letGo(Pod pod) {
        PodReading reading = new PodReading(pod);
        if (!reading.deleting()) {
            var unused = pods.delete(pod);
        } else if (reading.keepsEvidence()) {
            var unused = pods.release(pod, Tags.FINALIZER);
        } else if (reading.givenUp(clock.instant(), settings.forceAfter())) {
            var unused = pods.deleteByForce(pod);
        }
    }
}
