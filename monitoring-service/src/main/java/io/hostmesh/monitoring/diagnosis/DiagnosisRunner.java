package io.hostmesh.monitoring.diagnosis;

import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.monitoring.diagnosis.DiagnosisStore.Claimed;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jboss.logging.Logger;

/** Makes the diagnoses of this instance's place, as many at once as it may. */
@ApplicationScoped
class DiagnosisRunner {

    static final String WORK = "diagnoses";

    private static final Logger LOG = Logger.getLogger(DiagnosisRunner.class);
    /** Beyond what a look can take: until then it is written, or nobody waits for it. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final DiagnosisStore store;
    private final DiagnosisHandler handler;
    private final Looks looks;
    private final Checks checks;
    private final DiagnosisSettings settings;
    private final Recurring recurring;
    private final MeterRegistry meters;
    private final Clock clock;
    private final String owner = UUID.randomUUID().toString();
    private final AtomicInteger paths = new AtomicInteger();
    private final AtomicInteger metrics = new AtomicInteger();

    DiagnosisRunner(
            DiagnosisStore store,
            DiagnosisHandler handler,
            Looks looks,
            Checks checks,
            DiagnosisSettings settings,
            Recurring recurring,
            MeterRegistry meters,
            Clock clock) {
        this.store = store;
        this.handler = handler;
        this.looks = looks;
        this.checks = checks;
        this.settings = settings;
        this.recurring = recurring;
        this.meters = meters;
        this.clock = clock;
    }

    void start(@Observes StartupEvent startup) {
        recurring.every(WORK, settings.look(), this::makeThoseWaiting);
    }

    private Uni<Void> makeThoseWaiting() {
        Duration lease = looks.within().plus(GRACE);
        return make(metrics, free -> store.claimMetrics(owner, clock.instant(), lease, free))
                .chain(() ->
                        make(paths, free -> store.claimPaths(owner, checks.place(), clock.instant(), lease, free)));
    }

    private Uni<Void> make(AtomicInteger running, IntFunction<Uni<List<Claimed>>> claim) {
        int free = settings.mostAtOnce() - running.get();
        return free <= 0
                ? Uni.createFrom().voidItem()
                : claim.apply(free)
                        .invoke(claimed -> claimed.forEach(each -> make(each, running)))
                        .replaceWithVoid();
    }

    private void make(Claimed claimed, AtomicInteger running) {
        running.incrementAndGet();
        Uni<Findings> found = claimed.attempts() > settings.mostAttempts()
                ? Uni.createFrom()
                        .item(Looks.nothing("It was begun " + settings.mostAttempts()
                                + " times, and each time the instance ended that made it."))
                : looks.at(claimed.serverId(), claimed.host(), claimed.reason());
        found.onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf("diagnosis failed diagnosis=%s cause=%s", claimed.id(), failure);
                    return Looks.nothing("It failed by a fault of the service, which is in its log.");
                })
                .chain(findings -> handler.finish(owner, claimed.id(), findings))
                .onTermination()
                .invoke(() -> {
                    running.decrementAndGet();
                    meters.counter("hostmesh.diagnoses").increment();
                })
                .subscribe()
                .with(
                        done -> recurring.wake(WORK),
                        failure -> LOG.warnf("diagnosis lost diagnosis=%s cause=%s", claimed.id(), failure));
    }
}
