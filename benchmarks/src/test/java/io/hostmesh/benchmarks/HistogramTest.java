package io.hostmesh.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HistogramTest {

    private static final String METRICS = """
            # TYPE decisions_seconds histogram
            decisions_seconds_bucket{kind="a",le="0.001"} 10.0
            decisions_seconds_bucket{kind="a",le="0.01"} 90.0
            decisions_seconds_bucket{kind="a",le="+Inf"} 100.0
            decisions_seconds_bucket{kind="b",le="0.001"} 0.0
            decisions_seconds_bucket{kind="b",le="0.01"} 100.0
            decisions_seconds_bucket{kind="b",le="+Inf"} 100.0
            decisions_seconds_count 200.0
            """;

    @Test
    void shouldAddUpWhatHasTheSameBound() {
        Histogram histogram = Histogram.read(METRICS, "decisions_seconds");
        assertEquals(200, histogram.count());
        assertEquals(0.0055, histogram.at(50), 1e-9);
        assertEquals(0.01, histogram.at(99), 1e-9);
    }

    @Test
    void shouldLeaveOutWhatCameBefore() {
        Histogram earlier =
                Histogram.read(METRICS.lines().limit(4).reduce("", (a, b) -> a + b + "\n"), "decisions_seconds");
        Histogram news = Histogram.read(METRICS, "decisions_seconds").since(earlier);
        assertEquals(100, news.count());
        assertEquals(0.0055, news.at(50), 1e-9);
    }
}
