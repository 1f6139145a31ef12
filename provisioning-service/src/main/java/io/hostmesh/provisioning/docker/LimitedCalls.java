package io.hostmesh.provisioning.docker;

import io.hostmesh.provisioning.driver.DriverException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends calls that take too long. A socket of the local host knows no time limit of its own, but closes when its thread is
 * interrupted.
 */
final class LimitedCalls implements AutoCloseable {

    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;
    private final Semaphore free;
    private final int atOnce;

    LimitedCalls(String name, int atOnce) {
        this.atOnce = atOnce;
        this.free = new Semaphore(atOnce);
        AtomicInteger number = new AtomicInteger();
        // The places bound how many threads make calls; one that has just made one may not be waiting for the next one
        // yet.
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** A place among the calls under way, which is given back once. */
    private final class Place {

        private final AtomicBoolean taken = new AtomicBoolean(true);

        void giveBack() {
            if (taken.getAndSet(false)) {
                free.release();
            }
        }
    }

    /**
     * Makes a call and waits for it.
     *
     * @param what completes the sentence "could not ..."
     * @throws DriverException if it takes longer than the limit, or where too many are under way
     * @throws RuntimeException what the call throws
     */
    <T> T call(String what, Duration limit, Callable<T> call) {
        return await(what, limit, begin(what, call));
    }

    /** A place is given back before the call's outcome is there, so that whoever has that can make the next call at once. */
    private <T> Future<T> begin(String what, Callable<T> call) {
        if (!free.tryAcquire()) {
            throw new DriverException("could not " + what + ": " + atOnce + " calls of the engine are under way");
        }
        Place place = new Place();
        FutureTask<T> task = new FutureTask<>(() -> {
            try {
                return call.call();
            } finally {
                place.giveBack();
            }
        });
        try {
            threads.execute(() -> {
                task.run();
                place.giveBack(); // It may have been given up before it began.
            });
        } catch (RejectedExecutionException e) {
            place.giveBack();
            throw new DriverException("could not " + what + ": the driver is closed", e);
        }
        return task;
    }

    private static <T> T await(String what, Duration limit, Future<T> future) {
        try {
            return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new DriverException("could not " + what + ": the engine did not answer within " + limit, e);
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new DriverException("could not " + what + ": interrupted while the engine was asked", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw new DriverException("could not " + what, e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
