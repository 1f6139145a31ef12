package io.hostmesh.benchmarks;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How long the machine let a thread wait that had nothing to do but to wake up every five milliseconds: what every process beside it
 * may have had to wait too.
 */
final class Stalls implements AutoCloseable {

    private static final long PERIOD_NANOS = 5_000_000;

    private final AtomicLong longestNanos = new AtomicLong();
    private final Thread thread = new Thread(this::watch, "stalls");
    private volatile boolean closed;

    Stalls() {
        thread.setDaemon(true);
        thread.start();
    }

    /** The longest stall since the last call, in milliseconds. */
    double longestMillis() {
        return longestNanos.getAndSet(0) / 1e6;
    }

    private void watch() {
        while (!closed) {
            long begin = System.nanoTime();
            LockSupport.parkNanos(PERIOD_NANOS);
            longestNanos.accumulateAndGet(System.nanoTime() - begin - PERIOD_NANOS, Math::max);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
