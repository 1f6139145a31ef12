package io.hostmesh.monitoring.diagnosis;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What diagnoses know of checks and their places. */
public interface Checks {

    /** The place of this instance. */
    String place();

    /** The places that are there now. */
    Uni<Set<String>> places();

    /** What that check asks, or empty where there is no such check. */
    Uni<Optional<Asked>> asked(String checkId);

    /**
     * What a check asks.
     *
     * @param host where its packets go, or null where that is for its place to say
     */
    record Asked(
            String accountId,
            @Nullable String serverId,
            @Nullable String host) {}
}
