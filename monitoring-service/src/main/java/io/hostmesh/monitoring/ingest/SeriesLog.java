package io.hostmesh.monitoring.ingest;

import io.hostmesh.kit.problem.Problems;
import io.hostmesh.monitoring.sample.Micros;
import io.hostmesh.monitoring.series.Admission;
import io.hostmesh.monitoring.series.LabelHash;
import io.hostmesh.monitoring.series.Refusal;
import io.hostmesh.monitoring.series.SeriesBatch;
import io.hostmesh.monitoring.series.SeriesDoor;
import io.hostmesh.monitoring.series.SeriesDoor.Format;
import io.hostmesh.monitoring.series.SeriesDoor.Sender;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;

/**
 * The one way into the log for series of accounts: the limits are applied here, whoever brings them. A part that is refused
 * does not keep the rest from being stored.
 */
@ApplicationScoped
public class SeriesLog {

    private final SampleLog log;
    private final SeriesSettings settings;
    private final SeriesDoor door;
    private final Clock clock;
    private final Vertx vertx;
    private final Counter accepted;
    private final Counter overRate;
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);
    private long turning;

    SeriesLog(SampleLog log, SeriesSettings settings, Clock clock, Vertx vertx, MeterRegistry meters) {
        this.log = log;
        this.settings = settings;
        this.clock = clock;
        this.vertx = vertx;
        this.door = new SeriesDoor(settings.toLimits(), new LabelHash(new SecureRandom().nextLong()));
        this.accepted = meters.counter("hostmesh.ingest.samples.accepted");
        this.overRate = meters.counter("hostmesh.ingest.requests.refused", "reason", "too-many-samples-a-second");
        for (Refusal reason : Refusal.values()) {
            String name = reason.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
            refused.put(reason, meters.counter("hostmesh.ingest.samples.refused", "reason", name));
        }
        meters.gauge("hostmesh.ingest.series.active", door, SeriesDoor::activeSeries);
    }

    void start(@Observes StartupEvent startup) {
        turning = vertx.setPeriodic(settings.idleAfter().toMillis(), timer -> door.turn());
    }

    void stop(@Observes ShutdownEvent shutdown) {
        vertx.cancelTimer(turning);
    }

    /**
     * Stores what is allowed of a batch.
     *
     * @return what was taken and what was refused, once it is durable; fails with a 503 problem where nothing can be taken
     *     now: the whole is to be sent again later
     */
    public Uni<Admission> append(SeriesBatch batch) {
        requireRate(batch.accountId());
        return store(door.admit(batch, now()));
    }

    /**
     * The same for a body of remote write.
     *
     * @throws io.hostmesh.monitoring.series.MalformedBodyException where it is none
     */
    Uni<Admission> append(Sender sender, Format format, byte[] body) {
        requireRate(sender.accountId());
        return store(door.admit(sender, format, body, now()));
    }

    private Uni<Admission> store(Admission admission) {
        admission.refused().forEach((reason, count) -> {
            Counter counter = refused.get(reason);
            if (counter != null) {
                counter.increment(count);
            }
        });
        if (admission.record() == null) {
            return Uni.createFrom().item(admission);
        }
        return log.append(admission.record())
                .replaceWith(admission)
                .invoke(() -> accepted.increment(admission.accepted()));
    }

    /** Sending again later is what senders do on 503; what is answered with 429, most of them drop. */
    private void requireRate(String accountId) {
        long wait = door.waitMillis(accountId, clock.millis());
        if (wait > 0) {
            overRate.increment();
            throw Problems.unavailable("The account sends more than " + settings.maximumSamplesPerSecond()
                    + " samples a second; repeat the request in " + wait + " ms.");
        }
    }

    private long now() {
        return Micros.of(clock.instant());
    }
}
