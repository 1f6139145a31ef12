package io.hostmesh.monitoring.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.monitoring.ingest.SeriesInPieces;
import io.hostmesh.monitoring.ingest.SeriesLog;
import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.outbound.OutboundHttp;
import io.hostmesh.monitoring.outbound.OutboundHttp.Answer;
import io.hostmesh.monitoring.outbound.OutboundRefusedException;
import io.hostmesh.monitoring.scrape.ScrapePlan.Reply;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Asks the targets that are due. */
@ApplicationScoped
class Scraper {

    private static final Logger LOG = Logger.getLogger(Scraper.class);
    private static final String ACCEPT =
            "text/plain;version=0.0.4;q=0.9,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1";
    private static final int LONGEST_FAILURE = 500;
    private static final int DOWN = -1;

    private final ScrapeLeases leases;
    private final ScrapeTargets targets;
    private final ScrapeSettings settings;
    private final OutboundHttp http;
    private final SeriesLog log;
    private final Ids ids;
    private final Clock clock;
    private final String serverLabel;
    private final Counter failures;
    private final AtomicInteger running = new AtomicInteger();

    Scraper(
            ScrapeLeases leases,
            ScrapeTargets targets,
            ScrapeSettings settings,
            OutboundHttp http,
            SeriesLog log,
            Ids ids,
            Clock clock,
            MeterRegistry meters,
            @ConfigProperty(name = "hostmesh.series.server-label") String serverLabel) {
        this.leases = leases;
        this.targets = targets;
        this.settings = settings;
        this.http = http;
        this.log = log;
        this.ids = ids;
        this.clock = clock;
        this.serverLabel = serverLabel;
        this.failures = meters.counter("hostmesh.scrape.failures");
        meters.gauge("hostmesh.scrape.running", running);
    }

    void start(@Observes StartupEvent started, Recurring recurring) {
        recurring.every("scrapes", settings.poll(), this::askThoseDue);
    }

    private Uni<Void> askThoseDue() {
        int room = settings.atOnce() - running.get();
        if (room <= 0) {
            return Uni.createFrom().voidItem();
        }
        return leases.take(ids.next("lse"), clock.instant(), room)
                .invoke(due -> due.forEach(this::begin))
                .replaceWithVoid();
    }

    private void begin(ScrapeTarget target) {
        running.incrementAndGet();
        Uni<Void> scrape = target.ending ? end(target) : scrape(target);
        scrape.subscribe().with(done -> running.decrementAndGet(), failure -> {
            running.decrementAndGet();
            LOG.warnf("scrape lost, its lease runs out target=%s cause=%s", target.id, failure);
        });
    }

    private Uni<Void> scrape(ScrapeTarget target) {
        Instant asked = clock.instant();
        long begun = System.nanoTime();
        ScrapePlan plan = plan(target);
        Duration within = Duration.ofSeconds(target.timeoutSeconds);
        Map<String, String> headers = Map.of(
                "Accept",
                ACCEPT,
                "User-Agent",
                "Hostmesh",
                "X-Prometheus-Scrape-Timeout-Seconds",
                Integer.toString(target.timeoutSeconds));
        return http.get(URI.create(target.url), headers, within, settings.maximumAnswerBytes())
                .map(Scraper::reply)
                .onFailure()
                .recoverWithItem(Scraper::failed)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .chain(reply -> {
                    Duration took = Duration.ofNanos(System.nanoTime() - begun);
                    Set<Labels> before = SeriesMemory.read(target.series);
                    double seconds = took.toNanos() / 1e9;
                    ScrapeResult result = ScrapeResult.of(plan, reply, before, asked.toEpochMilli(), seconds);
                    return store(target, result)
                            .chain(stored -> leases.end(target, row -> {
                                if (!result.series().equals(before)) {
                                    row.series = SeriesMemory.write(result.series());
                                }
                                outcome(row, asked, took, result, stored);
                            }));
                })
                .onFailure()
                .recoverWithUni(failure -> notStored(target, asked, failure));
    }

    private Uni<Void> end(ScrapeTarget target) {
        ScrapeResult last = ScrapeResult.end(plan(target), SeriesMemory.read(target.series), clock.millis());
        return store(target, last)
                .chain(stored -> leases.delete(target))
                .onFailure()
                .recoverWithUni(failure -> notStored(target, clock.instant(), failure));
    }

    private Uni<SeriesInPieces.Stored> store(ScrapeTarget target, ScrapeResult result) {
        SeriesInPieces pieces = new SeriesInPieces(log, target.accountId, null, ids.next("req"));
        result.giveTo(pieces);
        return pieces.store();
    }

    private void outcome(
            ScrapeTarget row, Instant asked, Duration took, ScrapeResult result, SeriesInPieces.Stored stored) {
        row.lastAt = asked;
        row.lastMillis = took.toMillis();
        row.lastSamples = result.failure() == null ? result.scraped() : DOWN;
        row.lastFailure = null;
        if (result.failure() != null) {
            failures.increment();
            row.lastFailure = shortened(result.failure());
        } else if (stored.refused() > 0) {
            row.lastFailure = shortened(stored.refused() + " samples are refused: " + stored.reasons());
        }
    }

    /** Its series are remembered as they were, and the next scrape is as due as ever. */
    private Uni<Void> notStored(ScrapeTarget target, Instant asked, Throwable failure) {
        failures.increment();
        LOG.warnf("scrape not stored target=%s cause=%s", target.id, failure);
        return leases.end(target, row -> {
            row.lastAt = asked;
            row.lastFailure = "the samples could not be stored";
        });
    }

    private ScrapePlan plan(ScrapeTarget target) {
        return new ScrapePlan(
                targets.labelsOf(target, serverLabel), target.honourTimestamps, settings.maximumSamples());
    }

    private static Reply reply(Answer answer) {
        if (answer.status() >= 300 && answer.status() < 400) {
            return Reply.failed("answered with status " + answer.status() + "; redirects are not followed");
        }
        if (answer.status() != 200) {
            return Reply.failed("answered with status " + answer.status() + ", expected 200");
        }
        String type = answer.contentType().toLowerCase(Locale.ROOT);
        return Reply.of(answer.body().toString(UTF_8), type.startsWith("application/openmetrics-text"));
    }

    private static Reply failed(Throwable failure) {
        if (failure instanceof OutboundRefusedException) {
            return Reply.failed(String.valueOf(failure.getMessage()));
        }
        return Reply.failed("could not be reached: " + failure.getClass().getSimpleName());
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_FAILURE ? text.substring(0, LONGEST_FAILURE) : text;
    }
}
