package io.hostmesh.provisioning.docker;

import io.hostmesh.provisioning.driver.DriverException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends calls that take too long. A socket of the local host knows no time limit of its own, but closes when its thread is
 * interrupted.
 */
final class LimitedCalls implements AutoCloseable {

    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;
    private final int atOnce;

    LimitedCalls(String name, int atOnce) {
        this.atOnce = atOnce;
        AtomicInteger number = new AtomicInteger();
        this.threads =
                new ThreadPoolExecutor(0, atOnce, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Makes a call and waits for it.
     *
     * @param what completes the sentence "could not ..."
     * @throws DriverException if it takes longer than the limit, or where too many are under way
     * @throws RuntimeException what the call throws
     */
    <T> T call(String what, Duration limit, Callable<T> call) {
        Future<T> future;
        try {
            future = threads.submit(call);
        } catch (RejectedExecutionException e) {
            throw new DriverException(
                    "could not " + what + ": " + atOnce + " calls of the engine are under way, or the driver is closed",
                    e);
        }
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
