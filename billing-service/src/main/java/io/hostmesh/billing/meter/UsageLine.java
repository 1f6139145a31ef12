package io.hostmesh.billing.meter;

import io.hostmesh.billing.rate.Currencies;
import io.hostmesh.billing.rate.PriceList;
import io.hostmesh.contracts.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A segment of use as the API shows it, cut to the window that was asked for.
 *
 * @param to null while the server runs
 * @param seconds to now while the server runs
 * @param amount what these seconds cost, rounded to the currency's smallest unit
 * @param startCorrelationId what made the server run, and {@code endCorrelationId} what ended it
 */
record UsageLine(
        String id,
        String account,
        String serverId,
        @Nullable String groupId,
        String plan,
        Instant from,
        @Nullable Instant to,
        long seconds,
        Money amount,
        String startCorrelationId,
        @Nullable String endCorrelationId) {

    static UsageLine of(
            UsageSegment segment,
            @Nullable Instant windowFrom,
            @Nullable Instant windowTo,
            PriceList prices,
            Instant now) {
        Instant from = windowFrom != null && windowFrom.isAfter(segment.from()) ? windowFrom : segment.from();
        Instant to = segment.to();
        if (windowTo != null && !windowTo.isAfter(now) && (to == null || to.isAfter(windowTo))) {
            to = windowTo;
        }
        long fromSecond = from.getEpochSecond();
        Instant end = to == null ? now : to;
        long toSecond = Math.max(fromSecond, end.getEpochSecond());
        return new UsageLine(
                segment.id(),
                segment.accountId(),
                segment.serverId(),
                segment.groupId(),
                segment.planId(),
                from,
                to,
                toSecond - fromSecond,
                Currencies.rounded(
                        prices.rate(segment.planId(), fromSecond, toSecond).amount(), prices.currency()),
                segment.startCorrelationId(),
                segment.endCorrelationId());
    }
}
