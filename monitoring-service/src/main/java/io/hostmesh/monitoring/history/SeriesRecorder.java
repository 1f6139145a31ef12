package io.hostmesh.monitoring.history;

import io.hostmesh.kit.event.Failures;
import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.monitoring.series.SeriesMinute;
import io.hostmesh.monitoring.series.SeriesMinutes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Minutes of accounts' series on their way to the history. Whoever judges never waits for it: what PostgreSQL does not take in time is
 * dropped and counted. A singleton, as the judge calls it for each minute of each series: a proxy that looks for it costs more than the call.
 */
@Singleton
public class SeriesRecorder implements SeriesMinutes {

    private static final Logger LOG = Logger.getLogger(SeriesRecorder.class);
    /** Observers that name no priority come before. */
    private static final int AFTER_THE_JUDGE = Interceptor.Priority.APPLICATION + 900;

    private static final String WORK = "series-minutes";
    private static final Duration LAST_WRITES = Duration.ofSeconds(5);

    private final SeriesStore store;
    private final Recurring recurring;
    private final HistorySettings settings;
    private final Counter written;
    private final Counter dropped;
    private final Counter tooLate;

    private final ConcurrentLinkedQueue<SeriesMinute> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    SeriesRecorder(SeriesStore store, Recurring recurring, HistorySettings settings, MeterRegistry meters) {
        this.store = store;
        this.recurring = recurring;
        this.settings = settings;
        this.written = meters.counter("hostmesh.history.minutes.written");
        this.dropped = meters.counter("hostmesh.history.minutes.dropped");
        this.tooLate = meters.counter("hostmesh.history.samples.too-late");
        meters.gauge("hostmesh.history.minutes.waiting", size);
    }

    void start(@Observes StartupEvent startup) {
        recurring.every(WORK, settings.minuteFlushInterval(), this::flush);
    }

    /** What the judge let go of at its end, which comes before this, is written, if that does not take long. */
    void stop(@Observes @Priority(AFTER_THE_JUDGE) ShutdownEvent shutdown) {
        try {
            flush().await().atMost(LAST_WRITES);
        } catch (RuntimeException lost) {
            LOG.warnf("minutes lost count=%d cause=%s", size.get(), lost);
        }
    }

    @Override
    public void take(SeriesMinute minute) {
        int waitingNow = size.incrementAndGet();
        if (waitingNow > settings.maximumPendingMinutes()) {
            size.decrementAndGet();
            dropped.increment();
            return;
        }
        waiting.add(minute);
        if (waitingNow == settings.minutesAStatement()) {
            recurring.wake(WORK);
        }
    }

    @Override
    public void tooLate() {
        tooLate.increment();
    }

    /** Writes all that waits. */
    Uni<Void> flush() {
        return Multi.createBy()
                .repeating()
                .uni(this::writeNext)
                .whilst(written -> written > 0)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Writes as many as are written at once, and says how many these were. */
    private Uni<Integer> writeNext() {
        List<SeriesMinute> minutes = next();
        if (minutes.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        return store.write(minutes)
                .replaceWith(minutes.size())
                .invoke(count -> written.increment(count))
                .onFailure()
                .invoke(failure -> putBack(minutes, failure));
    }

    private List<SeriesMinute> next() {
        List<SeriesMinute> minutes = new ArrayList<>();
        while (minutes.size() < settings.minutesAStatement()) {
            SeriesMinute minute = waiting.poll();
            if (minute == null) {
                break;
            }
            minutes.add(minute);
        }
        size.addAndGet(-minutes.size());
        return minutes;
    }

    /** After an outage they are written later, in whatever order; what cannot be written at all keeps nothing else waiting. */
    private void putBack(List<SeriesMinute> minutes, Throwable failure) {
        if (Failures.isTransient(failure)) {
            minutes.forEach(this::take);
        } else {
            LOG.errorf(failure, "minutes dropped count=%d", minutes.size());
            dropped.increment(minutes.size());
        }
    }
}
