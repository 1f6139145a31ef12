package io.hostmesh.provisioning.kubernetes;

import io.hostmesh.provisioning.driver.DriverException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Wakes who waits for a change of an object when the watch tells of one, and now and then although it does not. */
final class NameSignals {

    private static final long AT_LEAST_EVERY_MILLISECONDS = 500;

    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

    private record Waiting(String name, Semaphore woken) {}

    void changed(String name) {
        for (Waiting one : waiting) {
            if (one.name.equals(name)) {
                one.woken.release();
            }
        }
    }

    /** False if the condition did not become true in time. */
    boolean await(String name, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        Waiting mine = new Waiting(name, new Semaphore(0));
        waiting.add(mine);
        try {
            while (!condition.getAsBoolean()) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                boolean woken =
                        mine.woken.tryAcquire(Math.min(left, AT_LEAST_EVERY_MILLISECONDS), TimeUnit.MILLISECONDS);
                if (woken) {
                    mine.woken.drainPermits();
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverException("interrupted while waiting for " + name, e);
        } finally {
            waiting.remove(mine);
        }
    }
}
