package io.hostmesh.monitoring.silence;

import io.hostmesh.monitoring.label.LabelMatcher;
import io.hostmesh.monitoring.label.Labels;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Nobody is to be told of alerts that all matchers match, for a time.
 *
 * @param accountId whose alerts it is about; null for the operator's, which is about everybody's
 * @param endsAt the first moment at which it does not hold any more
 */
public record Silence(
        String id, @Nullable String accountId, List<LabelMatcher> matchers, Instant startsAt, Instant endsAt) {

    /** Whether it mutes an alert of that account with those labels. */
    public boolean mutes(@Nullable String account, Labels labels, Instant now) {
        return isActive(now) && (accountId == null || accountId.equals(account)) && LabelMatcher.all(matchers, labels);
    }

    boolean isActive(Instant now) {
        return !now.isBefore(startsAt) && now.isBefore(endsAt);
    }
}
