package io.hostmesh.monitoring.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.rollup.Spread.Estimate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SpreadTest {

    private static final long BEGIN = 1_800_000_000_000L;
    private static final UUID SERIES = new UUID(5, 6);

    private static SeriesPart minute(double... values) {
        long[] times = new long[values.length];
        Arrays.setAll(times, index -> BEGIN + index * 1_000L);
        return SeriesPart.of(SERIES, Instant.ofEpochMilli(BEGIN), new Samples(times, values));
    }

    private static SeriesPart withoutSamples(SeriesPart minute) {
        return new SeriesPart(minute.series(), minute.at(), minute.part());
    }

    @Test
    void shouldBeExactWhereEverySampleIsKept() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            double[] all = random.doubles(1 + random.nextInt(200), -50, 50).toArray();
            Spread spread = new Spread();
            for (int from = 0; from < all.length; from += 7) {
                spread.add(minute(Arrays.copyOfRange(all, from, Math.min(all.length, from + 7))));
            }
            for (double percentile : new double[] {0.1, 50, 90, 95, 99, 100}) {
                assertEquals(
                        new Estimate(Chart.percentile(all, percentile), 0),
                        spread.percentile(percentile),
                        "seed " + seed + " p" + percentile);
            }
        }
    }

    @Test
    void shouldSayHowFarOffItIsAtMostWhereSomeSamplesAreNot() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            double[] all = random.doubles(1 + random.nextInt(200), -50, 50).toArray();
            Spread spread = new Spread();
            for (int from = 0; from < all.length; from += 20) {
                SeriesPart minute = minute(Arrays.copyOfRange(all, from, Math.min(all.length, from + 20)));
                spread.add(random.nextBoolean() ? minute : withoutSamples(minute));
            }
            for (double percentile : new double[] {0.1, 50, 90, 95, 99, 100}) {
                Estimate estimate = spread.percentile(percentile);
                double off = Math.abs(estimate.value() - Chart.percentile(all, percentile));
                assertTrue(off <= estimate.error() + 1e-9, "seed " + seed + " p" + percentile + " off by " + off);
                assertTrue(estimate.error() <= 50, "seed " + seed + " error " + estimate.error());
            }
        }
    }

    @Test
    void shouldKnowTheSamplesOfSmallMinutesByTheirEnds() {
        Spread spread = new Spread();
        spread.add(withoutSamples(minute(3)));
        spread.add(withoutSamples(minute(1, 2)));
        assertEquals(new Estimate(2, 0), spread.percentile(50));
        assertEquals(3, spread.size());
        spread.add(withoutSamples(minute(4, 9, 6)));
        assertEquals(new Estimate(3.5, 0), spread.percentile(50));
        assertEquals(new Estimate(6.5, 2.5), spread.percentile(80));
    }
}
