package io.hostmesh.monitoring.scrape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.scrape.ScrapePlan.Reply;
import io.hostmesh.monitoring.series.SeriesBatch;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScrapeResultTest {

    private static final ScrapePlan PLAN = new ScrapePlan(Map.of("job", "web"), true, 20);

    private static ScrapeResult scrape(String text, Set<Labels> before, long at) {
        return ScrapeResult.of(PLAN, Reply.of(text, false), before, at, 0.25);
    }

    private static List<String> told(ScrapeResult result) {
        return result.samples().stream()
                .map(sample -> sample.series() + " "
                        + (SeriesBatch.isStale(sample.value()) ? "stale" : Double.toString(sample.value())) + " @"
                        + sample.takenAtMillis())
                .toList();
    }

    @Test
    void shouldReadAnExposition() {
        ScrapeResult result = scrape("""
            # HELP http_requests_total Requests # by { code.
            # TYPE http_requests_total counter
            http_requests_total{method="post",code="200",} 1027 1395066363000
              up_time  +Inf\t
            empty{} NaN
            msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot \\"find\\"\\n\\x",job="own"} 1.458255915e9

            """, Set.of(), 5_000);
        assertNull(result.failure());
        assertEquals(
                List.of(
                        "http_requests_total{code=\"200\", job=\"web\", method=\"post\"} 1027.0 @1395066363000",
                        "up_time{job=\"web\"} Infinity @5000",
                        "empty{job=\"web\"} NaN @5000",
                        "msdos_file_access_time_seconds{error=\"Cannot \\\"find\\\"\\n\\\\x\", exported_job=\"own\","
                                + " job=\"web\", path=\"C:\\\\DIR\\\\FILE.TXT\"} 1.458255915E9 @5000",
                        "up{job=\"web\"} 1.0 @5000",
                        "scrape_duration_seconds{job=\"web\"} 0.25 @5000",
                        "scrape_samples_scraped{job=\"web\"} 4.0 @5000"),
                told(result));
        assertEquals(3, result.series().size());
    }

    @Test
    void shouldEndASeriesThatVanishedOnce() {
        ScrapeResult first = scrape("a 1\nb 2\nc 3 4\n", Set.of(), 1_000);
        ScrapeResult second = scrape("a 1\n", SeriesMemory.read(SeriesMemory.write(first.series())), 2_000);
        assertEquals(
                List.of("a{job=\"web\"} 1.0 @2000", "b{job=\"web\"} stale @2000"),
                told(second).subList(0, 2));
        assertEquals(
                1 + 3,
                scrape("a 1\n", second.series(), 3_000).samples().size(),
                "what ended does not end again, and what has times of its own does not end");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a 1\\nb{ 2|line 3: expected",
                "a|line 2: expected a value",
                "a 1 2 3|expected the end of the line",
                "a one|expected a number, got one",
                "a 1d|expected a number",
                "a 1 1.5|whole milliseconds",
                "9a 1|the name of a metric",
                "a{b=c} 1|in quotes",
                "a{b=\"c} 1|a quote at the end",
                "a{b=\"c\" d=\"e\"} 1|a comma or }",
                "a{b=\"c\",b=\"d\"} 1|each label once",
                "{a=\"b\"} 1|the name of a metric",
            })
    void shouldCountNothingOfATextThatIsWrongSomewhere(String text, String failure) {
        ScrapeResult result = scrape(
                "fine 1\n" + text.replace("\\n", "\n"),
                scrape("x 1", Set.of(), 1).series(),
                2_000);
        String told = String.valueOf(result.failure());
        assertTrue(told.contains(failure), told);
        assertEquals(
                List.of(
                        "x{job=\"web\"} stale @2000",
                        "up{job=\"web\"} 0.0 @2000",
                        "scrape_duration_seconds{job=\"web\"} 0.25 @2000",
                        "scrape_samples_scraped{job=\"web\"} 0.0 @2000"),
                told(result));
    }

    @Test
    void shouldNotTakeMoreSamplesThanTheBound() {
        ScrapeResult result = scrape("a{b=\"%d\"} 1\n".repeat(1) + "x 1 1\n".repeat(21), Set.of(), 1);
        assertEquals("the target has more than 20 samples", result.failure());
        assertEquals(3, result.samples().size());
    }

    @Test
    void shouldEndAllOfATargetThatIsAway() {
        Set<Labels> before = scrape("a 1\nb 1", Set.of(), 1).series();
        ScrapeResult away = ScrapeResult.of(PLAN, Reply.failed("connection refused"), before, 7, 0.1);
        assertEquals(2 + 3, away.samples().size());
        assertEquals("connection refused", away.failure());
        assertEquals(Set.of(), away.series());
        ScrapeResult end = ScrapeResult.end(PLAN, before, 9);
        assertEquals(
                2 + 3,
                end.samples().stream()
                        .filter(sample -> SeriesBatch.isStale(sample.value()))
                        .count());
    }

    @Test
    void shouldKeepTheFirstOfTwoSamplesOfOneSeries() {
        ScrapeResult result = scrape("a 1\na 2\n", Set.of(), 1);
        assertEquals("a{job=\"web\"} 1.0 @1", told(result).get(0));
        assertEquals(1 + 3, result.samples().size());
    }

    @Test
    void shouldIgnoreTimesWhereTheyAreNotHonoured() {
        ScrapePlan plan = new ScrapePlan(Map.of(), false, 20);
        ScrapeResult result = ScrapeResult.of(plan, Reply.of("a 1 99", false), Set.of(), 5, 0);
        assertEquals("a{} 1.0 @5", told(result).get(0));
        assertEquals(1, result.series().size());
    }

    @Test
    void shouldReadOpenMetrics() {
        ScrapeResult result = ScrapeResult.of(
                PLAN,
                Reply.of("a_total 1 1.5 # {trace_id=\"x\"} 0.5 1\n{\"b.c\",d=\"e\"} 2\n# EOF\n", true),
                Set.of(),
                5,
                0);
        assertEquals(
                List.of("a_total{job=\"web\"} 1.0 @1500", "b.c{d=\"e\", job=\"web\"} 2.0 @5"),
                told(result).subList(0, 2));
    }
}
