package io.hostmesh.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** The token buckets of one limit, one for each caller, bounded in number. */
final class Buckets {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final String policy;
    private final int perSecond;
    private final int burst;
    private final long windowSeconds;
    private final TimeMeter time;
    private final Cache<String, Bucket> byCaller;

    Buckets(String policy, LimitSettings.Rate rate, int maxCallers, TimeMeter time) {
        this.policy = policy;
        this.perSecond = rate.perSecond();
        this.burst = rate.burst();
        this.windowSeconds = Math.max(1, -Math.floorDiv(-burst, perSecond));
        this.time = time;
        this.byCaller = Caffeine.newBuilder()
                .maximumSize(maxCallers)
                // A bucket that nobody used for this long is full, so that a new one is the same.
                .expireAfterAccess(Duration.ofSeconds(windowSeconds + 1))
                .build();
    }

    Allowance take(String caller) {
        ConsumptionProbe probe = byCaller.get(caller, id -> newBucket()).tryConsumeAndReturnRemaining(1);
        return new Allowance(
                probe.isConsumed(),
                policy,
                burst,
                windowSeconds,
                probe.getRemainingTokens(),
                seconds(probe.getNanosToWaitForReset()),
                probe.isConsumed() ? 0 : Math.max(1, seconds(probe.getNanosToWaitForRefill())));
    }

    private Bucket newBucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .withCustomTimePrecision(time)
                .build();
    }

    private static long seconds(long nanos) {
        return -Math.floorDiv(-nanos, NANOS_PER_SECOND);
    }
}
