package io.hostmesh.provisioning.kubernetes;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Kubernetes writes times in whole seconds, cut off; who watched knows more. */
final class SeenTimes {

    private SeenTimes() {}

    /**
     * When it happened: the instant in the second that the API names which is nearest to when it was seen, or the second itself
     * where nobody saw it happen.
     */
    static Instant precise(Instant written, @Nullable Instant seenAt) {
        boolean whole = written.equals(written.truncatedTo(ChronoUnit.SECONDS));
        if (seenAt == null || !whole || seenAt.isBefore(written)) {
            return written;
        }
        Instant last = written.plus(999, ChronoUnit.MILLIS);
        return (seenAt.isAfter(last) ? last : seenAt).truncatedTo(ChronoUnit.MICROS);
    }
}
