package io.hostmesh.monitoring.diagnosis;

import io.hostmesh.contracts.AlertEvent.Series;
import io.hostmesh.monitoring.diagnosis.PathProbe.Seen;
import io.hostmesh.monitoring.history.SampleSummaries;
import io.hostmesh.monitoring.outbound.OutboundAddresses;
import io.hostmesh.monitoring.outbound.OutboundRefusedException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at a server's metrics and at the path to a host. */
@ApplicationScoped
class Looks {

    private static final String NO_WAY_BACK =
            "The way back was not traced: nothing at the other end does that. Trace it there, and send what is printed"
                    + " to way-back.";

    private static final String NO_ADDRESS = "No path was looked at: the server has no address.";
    private static final String NO_PATH_YET =
            "No path was looked at, as the server itself failed: ask for a diagnosis of it to have one.";

    private final SampleSummaries summaries;
    private final OutboundAddresses addresses;
    private final PathProbe probe;
    private final DiagnosisSettings settings;
    private final Clock clock;

    Looks(
            SampleSummaries summaries,
            OutboundAddresses addresses,
            PathProbe probe,
            DiagnosisSettings settings,
            Clock clock) {
        this.summaries = summaries;
        this.addresses = addresses;
        this.probe = probe;
        this.settings = settings;
        this.clock = clock;
    }

    /** How long a look can take. */
    Duration within() {
        return probe.within();
    }

    /** Findings that say why there are none. */
    static Findings nothing(String note) {
        return new Findings(List.of(), List.of(), null, null, List.of(note));
    }

    private record Metrics(List<Change> changes, List<Series> series) {}

    Uni<Findings> at(@Nullable String serverId, @Nullable String host, Diagnosis.Reason reason) {
        String without = reason == Diagnosis.Reason.SERVER_FAILED ? NO_PATH_YET : NO_ADDRESS;
        return metrics(serverId).chain(metrics -> path(host, without)
                .map(seen ->
                        new Findings(metrics.changes(), metrics.series(), seen.echoes(), seen.path(), seen.notes())));
    }

    private Uni<Metrics> metrics(@Nullable String serverId) {
        if (serverId == null) {
            return Uni.createFrom().item(new Metrics(List.of(), List.of()));
        }
        Instant now = clock.instant();
        return summaries
                .compare(serverId, now, settings.window(), settings.before(), settings.mostMetrics())
                .map(compared -> Change.rank(compared, settings.mostChanges()))
                .chain(changes -> summaries
                        .means(
                                serverId,
                                shown(changes),
                                now.minus(settings.window()),
                                now,
                                settings.step(),
                                points(shown(changes).size()))
                        .map(series -> new Metrics(changes, series)));
    }

    private List<String> shown(List<Change> changes) {
        Set<String> metrics = new LinkedHashSet<>(settings.keyMetrics());
        changes.forEach(change -> metrics.add(change.metric()));
        return List.copyOf(metrics);
    }

    private int points(int metrics) {
        return metrics * (int) (settings.window().toMillis() / settings.step().toMillis() + 1);
    }

    private Uni<Seen> path(@Nullable String host, String without) {
        if (host == null) {
            return Uni.createFrom().item(new Seen(null, null, List.of(without)));
        }
        return addresses
                .resolve(host)
                .chain(probe::look)
                .map(Looks::withoutWayBack)
                .onFailure(OutboundRefusedException.class)
                .recoverWithItem(refused ->
                        new Seen(null, null, List.of("No path was looked at: " + refused.getMessage() + ".")));
    }

    private static Seen withoutWayBack(Seen seen) {
        List<String> notes = new ArrayList<>(seen.notes());
        notes.add(NO_WAY_BACK);
        return new Seen(seen.echoes(), seen.path(), notes);
    }
}
