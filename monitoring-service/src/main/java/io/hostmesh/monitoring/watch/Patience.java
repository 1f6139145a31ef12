package io.hostmesh.monitoring.watch;

import io.hostmesh.kit.event.Failures;
import io.hostmesh.monitoring.watch.JudgedPartitions.LostPartitionException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Waits on the judge's thread for work elsewhere: through outages without limit, until the judge is to stop. */
final class Patience {

    private static final Logger LOG = Logger.getLogger(Patience.class);
    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(30);
    private static final long BACKOFF_MILLIS = 250;
    private static final int ATTEMPTS_OF_A_BUG = 3;

    private final CountDownLatch stopped = new CountDownLatch(1);

    /** The judge is to stop while it waits. */
    static final class StoppedException extends RuntimeException {
        StoppedException() {
            super("the judge was stopped while it waited");
        }
    }

    void stop() {
        stopped.countDown();
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Waits a moment; returns whether the judge is to stop. */
    boolean pause(long milliseconds) {
        try {
            return stopped.await(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Does the work until it succeeds. A failure that is no outage is thrown after a few attempts. */
    <T> T insist(String what, Supplier<Uni<T>> work) {
        int bugs = 0;
        while (true) {
            try {
                return attempt(work);
            } catch (RuntimeException failure) {
                LostPartitionException lost = lostPartition(failure);
                if (lost != null) {
                    throw lost;
                }
                if (!Failures.isTransient(failure) && ++bugs == ATTEMPTS_OF_A_BUG) {
                    throw failure;
                }
                LOG.warnf("judge waits what=%s cause=%s", what, failure);
                if (pause(BACKOFF_MILLIS)) {
                    throw new StoppedException();
                }
            }
        }
    }

    /** Does the work once; fails as it does. */
    <T> T attempt(Supplier<Uni<T>> work) {
        return work.get().await().atMost(LONGEST_ATTEMPT);
    }

    private static @org.jspecify.annotations.Nullable LostPartitionException lostPartition(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LostPartitionException lost) {
                return lost;
            }
        }
        return null;
    }
}
