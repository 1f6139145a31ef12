package io.hostmesh.monitoring.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.scrape.ScrapePlan.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** What Debian's prometheus-node-exporter 1.5 answered; only the line that names its machine is left out. */
class NodeExporterTest {

    @Test
    void shouldReadAllOfIt() throws IOException {
        String text;
        try (InputStream file = new GZIPInputStream(Objects.requireNonNull(
                getClass().getResourceAsStream("/recorded/node-exporter-1.5.txt.gz"), "expected the recording"))) {
            text = new String(file.readAllBytes(), UTF_8);
        }
        long lines = text.lines().filter(line -> !line.startsWith("#")).count();
        ScrapePlan plan = new ScrapePlan(Map.of("job", "node"), true, 5_000);
        ScrapeResult result = ScrapeResult.of(plan, Reply.of(text, false), Set.of(), 1_000, 0.1);
        assertNull(result.failure());
        assertTrue(lines > 400, "expected a real answer, got " + lines + " lines");
        assertEquals(lines, result.scraped());
        assertEquals(lines + 3, result.samples().size());
        assertTrue(result.samples().stream()
                .anyMatch(sample -> sample.series().toString().equals("node_load1{job=\"node\"}")));
        assertEquals(result.series(), SeriesMemory.read(SeriesMemory.write(result.series())));
    }
}
