package io.hostmesh.kit.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class WorkTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final Work work = new Work();

    @Test
    void shouldHandOutWhatWasAddedOnce() throws InterruptedException {
        work.add(BitSet.valueOf(new long[] {0b101}));
        work.add(BitSet.valueOf(new long[] {0b110}));
        assertTrue(work.await(Duration.ZERO, LONG));
        assertEquals(BitSet.valueOf(new long[] {0b111}), work.take());
        assertTrue(work.take().isEmpty());
    }

    @Test
    void shouldLookAtEveryShardWhenNothingCame() throws InterruptedException {
        assertTrue(work.await(Duration.ZERO, Duration.ofMillis(1)));
        assertEquals(Outbox.SHARDS, work.take().cardinality());
    }

    @Test
    void shouldEndEveryWaitWhenStopped() throws InterruptedException {
        work.stop();
        assertFalse(work.await(LONG, LONG));
    }
}
