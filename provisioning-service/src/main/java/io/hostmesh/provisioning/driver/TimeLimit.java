package io.hostmesh.provisioning.driver;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Ends calls that take too long, by an interrupt of the thread that waits in them. */
final class TimeLimit implements AutoCloseable {

    private final ScheduledThreadPoolExecutor watchdog = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "driver-time-limit");
        thread.setDaemon(true);
        return thread;
    });

    TimeLimit() {
        watchdog.setRemoveOnCancelPolicy(true); // Nearly every call ends long before its limit.
    }

    /** One call, and whether its time is over. */
    private static final class Watched {

        private final Thread thread = Thread.currentThread();
        private boolean over;
        private boolean late;

        synchronized void interrupt() {
            if (!over) {
                late = true;
                thread.interrupt();
            }
        }

        /** True if it was interrupted; the interrupt does not reach what comes after the call. */
        synchronized boolean end() {
            over = true;
            return late && (Thread.interrupted() || late);
        }
    }

    /**
     * Makes the call in this thread.
     *
     * @throws LateException if it did not end in time
     */
    <T> T run(Duration limit, Supplier<T> call) {
        Watched watched = new Watched();
        Future<?> alarm = watchdog.schedule(watched::interrupt, limit.toNanos(), TimeUnit.NANOSECONDS);
        T result;
        try {
            result = call.get();
        } catch (RuntimeException failure) {
            if (watched.end()) {
                throw new LateException(limit, failure);
            }
            throw failure;
        } finally {
            alarm.cancel(false);
        }
        watched.end(); // What came, if late, came all the same.
        return result;
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
    }

    /** A call was given up; what became of it is not known. */
    static final class LateException extends DriverException {

        LateException(Duration limit, Throwable cause) {
            super("it did not end within " + limit.toMillis() + " ms", cause);
        }
    }
}
