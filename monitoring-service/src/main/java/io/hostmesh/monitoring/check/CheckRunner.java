package io.hostmesh.monitoring.check;

import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.monitoring.check.CheckJudge.Result;
import io.hostmesh.monitoring.check.CheckStore.Claimed;
import io.hostmesh.monitoring.check.Observation.Unreached;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** Runs the checks of this instance's place when it is their turn, as many at once as it may. */
@ApplicationScoped
class CheckRunner {

    private static final Logger LOG = Logger.getLogger(CheckRunner.class);
    private static final String WORK = "checks";
    private static final Duration ANNOUNCEMENT = Duration.ofSeconds(20);
    /** Beyond the timeout of a check: until then its result is written, or nobody waits for it. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final CheckStore store;
    private final CheckHandler handler;
    private final Probers probers;
    private final CheckSettings settings;
    private final Recurring recurring;
    private final MeterRegistry meters;
    private final Clock clock;
    private final AtomicInteger running = new AtomicInteger();

    CheckRunner(
            CheckStore store,
            CheckHandler handler,
            Probers probers,
            CheckSettings settings,
            Recurring recurring,
            MeterRegistry meters,
            Clock clock) {
        this.store = store;
        this.handler = handler;
        this.probers = probers;
        this.settings = settings;
        this.recurring = recurring;
        this.meters = meters;
        this.clock = clock;
    }

    void start(@Observes StartupEvent startup) {
        recurring.every("check-place", ANNOUNCEMENT, () -> store.announce(settings.place(), clock.instant()));
        recurring.every(WORK, settings.look(), this::runThoseDue);
    }

    private Uni<Void> runThoseDue() {
        int free = settings.mostAtOnce() - running.get();
        if (free <= 0) {
            return Uni.createFrom().voidItem();
        }
        Duration lease = Duration.ofSeconds(settings.longestTimeoutSeconds()).plus(GRACE);
        // A claim of its own each time: a run that a change has overtaken must not be taken for the one after it.
        String owner = UUID.randomUUID().toString();
        return store.claim(owner, settings.place(), clock.instant(), lease, free)
                .invoke(claimed -> claimed.forEach(each -> run(owner, each)))
                .replaceWithVoid();
    }

    private void run(String owner, Claimed claimed) {
        running.incrementAndGet();
        Instant begun = clock.instant();
        Stopwatch watch = Stopwatch.start();
        CheckDefinition check = claimed.check();
        probers.ask(check)
                .ifNoItem()
                .after(Duration.ofSeconds(check.timeoutSeconds()))
                .recoverWithItem(() -> new Unreached(
                        "expected an answer within " + check.timeoutSeconds() + " s, got none", watch.milliseconds()))
                .onFailure()
                .recoverWithItem(failure -> new Unreached(Failure.inWords(failure), watch.milliseconds()))
                .chain(observation -> {
                    Outcome outcome = Outcome.of(check.expect(), observation, begun);
                    meters.counter(
                                    "hostmesh.checks.runs",
                                    "verdict",
                                    outcome.verdict().name())
                            .increment();
                    Result result = new Result(
                            settings.place(), begun, outcome.verdict(), observation.latencyMillis(), outcome.because());
                    return handler.record(owner, claimed.checkId(), result, observation instanceof Unreached);
                })
                .onTermination()
                .invoke(running::decrementAndGet)
                .subscribe()
                .with(
                        done -> {},
                        failure -> LOG.warnf("result of a check lost check=%s cause=%s", claimed.checkId(), failure));
    }
}
