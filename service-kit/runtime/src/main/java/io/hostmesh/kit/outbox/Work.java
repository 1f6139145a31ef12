package io.hostmesh.kit.outbox;

import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The shards that are to be looked at, between the threads that commit and the one that relays. */
final class Work {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final BitSet due = new BitSet(Outbox.SHARDS);
    private boolean stopped;

    void add(BitSet shards) {
        lock.lock();
        try {
            due.or(shards);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the length of the backoff, then until a shard is due. After the poll interval every shard is.
     *
     * @return false when it was stopped
     */
    boolean await(Duration backoff, Duration poll) throws InterruptedException {
        lock.lock();
        try {
            long backoffNanos = backoff.toNanos();
            while (!stopped && backoffNanos > 0) {
                backoffNanos = changed.awaitNanos(backoffNanos);
            }
            long pollNanos = poll.toNanos();
            while (!stopped && due.isEmpty() && pollNanos > 0) {
                pollNanos = changed.awaitNanos(pollNanos);
            }
            if (due.isEmpty()) {
                due.set(0, Outbox.SHARDS);
            }
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    boolean isDue() {
        lock.lock();
        try {
            return stopped || !due.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** What is due; it is no longer due after. */
    BitSet take() {
        lock.lock();
        try {
            BitSet taken = (BitSet) due.clone();
            due.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
