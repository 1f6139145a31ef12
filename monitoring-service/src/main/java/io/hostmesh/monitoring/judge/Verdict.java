package io.hostmesh.monitoring.judge;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.AlertEvent.Series;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the judge found about a group at a moment. */
public sealed interface Verdict {

    Kind kind();

    String groupId();

    Instant at();

    /** The group's mean left the tolerance; {@code evidence} is each measured member's newest sample. */
    record Fired(
            Kind kind,
            String groupId,
            @Nullable String accountId,
            Measurement measurement,
            List<Series> evidence,
            Instant at)
            implements Verdict {}

    record StillFiring(Kind kind, String groupId, Measurement measurement, Instant at) implements Verdict {}

    /**
     * {@code measurement} is null, and {@code evidence} (each measured member's newest sample) empty, where it ends for another reason
     * than the figures.
     */
    record Resolved(
            Kind kind,
            String groupId,
            String metric,
            String because,
            @Nullable Measurement measurement,
            List<Series> evidence,
            Instant at)
            implements Verdict {}
}
