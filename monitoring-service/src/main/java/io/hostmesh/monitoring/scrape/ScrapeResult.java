package io.hostmesh.monitoring.scrape;

import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.label.SampleSink;
import io.hostmesh.monitoring.scrape.ScrapePlan.Reply;
import io.hostmesh.monitoring.series.SeriesBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one answer, by Prometheus' rules: a text counts as a whole or not at all, {@code up} says which, and each series that
 * was there before and is not now ends with a stale marker. A series whose samples carry times of their own never ends that way.
 *
 * @param series those that would have to end if they were missing next time
 * @param scraped samples in the answer, and {@code failure} why it did not count, or null
 */
record ScrapeResult(
        List<Sample> samples,
        Set<Labels> series,
        int scraped,
        @Nullable String failure) {

    record Sample(Labels series, long takenAtMillis, double value) {}

    /** Samples the answer that came for what was asked at that time and took so long. */
    static ScrapeResult of(ScrapePlan plan, Reply reply, Set<Labels> before, long askedAtMillis, double seconds) {
        List<Sample> samples = new ArrayList<>();
        Set<Labels> series = new HashSet<>();
        int scraped = 0;
        String failure = reply.failure();
        if (reply.text() != null) {
            Collected collected = new Collected(plan, askedAtMillis);
            try {
                new ExpositionReader(reply.text(), reply.openMetrics(), collected).read();
                samples.addAll(collected.samples);
                series.addAll(collected.lasting);
                scraped = collected.samples.size() + collected.doubled;
            } catch (MalformedExpositionException | TooManySamplesException e) {
                failure = e.getMessage();
            }
        }
        for (Labels gone : before) {
            if (!series.contains(gone)) {
                samples.add(new Sample(gone, askedAtMillis, SeriesBatch.STALE));
            }
        }
        report(plan, askedAtMillis, samples::add, failure == null ? 1 : 0, seconds, scraped);
        return new ScrapeResult(samples, series, scraped, failure);
    }

    /** The end of a target that is not asked any more: all of its series end. */
    static ScrapeResult end(ScrapePlan plan, Set<Labels> before, long atMillis) {
        List<Sample> samples = new ArrayList<>();
        before.forEach(series -> samples.add(new Sample(series, atMillis, SeriesBatch.STALE)));
        report(plan, atMillis, samples::add, SeriesBatch.STALE, SeriesBatch.STALE, SeriesBatch.STALE);
        return new ScrapeResult(samples, Set.of(), 0, null);
    }

    void giveTo(SampleSink sink) {
        samples.forEach(sample -> sink.add(sample.series(), sample.takenAtMillis(), sample.value()));
    }

    private static void report(
            ScrapePlan plan,
            long atMillis,
            java.util.function.Consumer<Sample> samples,
            double up,
            double seconds,
            double scraped) {
        samples.accept(new Sample(own(plan, "up"), atMillis, up));
        samples.accept(new Sample(own(plan, "scrape_duration_seconds"), atMillis, seconds));
        samples.accept(new Sample(own(plan, "scrape_samples_scraped"), atMillis, scraped));
    }

    private static Labels own(ScrapePlan plan, String name) {
        Map<String, String> labels = new HashMap<>(plan.labels());
        labels.put(Labels.NAME, name);
        return Labels.of(labels);
    }

    private static final class Collected implements ExpositionReader.Samples {

        private final ScrapePlan plan;
        private final long askedAtMillis;
        private final List<Sample> samples = new ArrayList<>();
        private final Set<Labels> lasting = new HashSet<>();
        private int doubled;

        Collected(ScrapePlan plan, long askedAtMillis) {
            this.plan = plan;
            this.askedAtMillis = askedAtMillis;
        }

        @Override
        public void add(Map<String, String> labels, double value, @Nullable Long timeMillis) {
            if (samples.size() >= plan.maximumSamples()) {
                throw new TooManySamplesException(plan.maximumSamples());
            }
            plan.labels().forEach((name, own) -> {
                String exposed = labels.put(name, own);
                if (exposed != null && !exposed.isEmpty()) {
                    String kept = "exported_" + name;
                    while (labels.containsKey(kept)) {
                        kept = "exported_" + kept;
                    }
                    labels.put(kept, exposed);
                }
            });
            Labels series = Labels.of(labels);
            boolean ownTime = timeMillis != null && plan.honourTimestamps();
            if (!ownTime && !lasting.add(series)) {
                // The first of two samples of one series and time is the one that counts.
                doubled++;
                return;
            }
            double ordinary = Double.isNaN(value) ? Double.NaN : value;
            samples.add(new Sample(series, ownTime ? timeMillis : askedAtMillis, ordinary));
        }
    }
}
