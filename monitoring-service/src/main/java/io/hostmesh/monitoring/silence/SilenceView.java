package io.hostmesh.monitoring.silence;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A silence as it is shown.
 *
 * @param account whose alerts it is about; null for the operator's, which is about everybody's
 * @param state {@code pending}, {@code active} or {@code expired}
 */
record SilenceView(
        String id,
        @Nullable String account,
        String state,
        List<String> matchers,
        Instant startsAt,
        Instant endsAt,
        String comment,
        String author,
        Instant createdAt,
        long version) {}
