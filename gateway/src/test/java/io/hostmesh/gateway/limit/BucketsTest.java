package io.hostmesh.gateway.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BucketsTest {

    private final MovingTime time = new MovingTime();
    private final Buckets buckets = new Buckets("account", new TenPerSecond(), 100, time);

    @Test
    void shouldAllowABurstAndThenTheRate() {
        for (int call = 0; call < 25; call++) {
            assertTrue(buckets.take("acc_1").allowed());
        }
        Allowance refused = buckets.take("acc_1");
        assertFalse(refused.allowed());
        assertEquals(1, refused.retryAfterSeconds());
        assertTrue(buckets.take("acc_2").allowed());
        time.advance(Duration.ofMillis(100));
        assertTrue(buckets.take("acc_1").allowed());
        assertFalse(buckets.take("acc_1").allowed());
    }

    @Test
    void shouldWriteTheHeaderFields() {
        Allowance first = buckets.take("acc_1");
        assertEquals("\"account\";q=25;w=3", first.policyHeader());
        assertEquals("\"account\";r=24;t=1", first.limitHeader());
    }

    private record TenPerSecond() implements LimitSettings.Rate {

        @Override
        public int perSecond() {
            return 10;
        }

        @Override
        public int burst() {
            return 25;
        }
    }

    private static final class MovingTime implements TimeMeter {

        private long nanos = 1_000_000_000L;

        void advance(Duration by) {
            nanos += by.toNanos();
        }

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
