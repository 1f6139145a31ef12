package io.hostmesh.monitoring.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.check.Observation.Certified;
import io.hostmesh.monitoring.check.Observation.Connected;
import io.hostmesh.monitoring.check.Observation.Echoed;
import io.hostmesh.monitoring.check.Observation.HttpAnswer;
import io.hostmesh.monitoring.check.Observation.NotAvailable;
import io.hostmesh.monitoring.check.Observation.Resolved;
import io.hostmesh.monitoring.check.Observation.Unreached;
import io.hostmesh.monitoring.check.Outcome.Verdict;
import io.hostmesh.monitoring.diagnosis.Programs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutcomeTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final HttpAnswer ANSWER =
            new HttpAnswer(200, Map.of("content-type", "application/json; charset=utf-8"), "{\"status\":\"up\"}", 12);

    @Test
    void shouldExpectSuccessOfHttpWithoutAWish() {
        assertNull(because(Expectation.none(), ANSWER));
        assertEquals(
                "expected status 200-299, got 503", because(Expectation.none(), new HttpAnswer(503, Map.of(), "", 1)));
        assertNull(because(http("301, 500-599", null, null, null), new HttpAnswer(503, Map.of(), "", 1)));
    }

    @Test
    void shouldCompareBodyAndHeaders() {
        assertNull(because(http(null, "up", "\"status\":\\s*\"up\"", Map.of("Content-Type", "json")), ANSWER));
        assertEquals(
                "expected the body to contain \"down\", got \"{\"status\":\"up\"}\"",
                because(http(null, "down", null, null), ANSWER));
        assertEquals(
                "expected the body to match \"^up\", got \"{\"status\":\"up\"}\"",
                because(http(null, null, "^up", null), ANSWER));
        assertEquals(
                "expected the header X-Cache to contain \"hit\", got none",
                because(http(null, null, null, Map.of("X-Cache", "hit")), ANSWER));
    }

    @Test
    void shouldShowOnlyTheBeginningOfWhatCame() {
        HttpAnswer large = new HttpAnswer(200, Map.of(), "x\n".repeat(30_000), 1);
        String because = String.valueOf(because(http(null, "y", null, null), large));

        assertTrue(because.length() < 200, because);
        assertTrue(because.chars().noneMatch(Character::isISOControl), because);
    }

    @Test
    void shouldCompareLatencyLast() {
        Expectation fast = new Expectation(null, null, null, null, null, null, null, null, 10);

        assertEquals("expected an answer within 10 ms, got one after 12 ms", because(fast, ANSWER));
        assertEquals("expected status 200-299, got 404", because(fast, new HttpAnswer(404, Map.of(), "", 99)));
        assertNull(because(fast, new Echoed(10)));
    }

    @Test
    void shouldCompareTheBeginningOfABanner() {
        Expectation ssh = new Expectation(null, null, null, null, "SSH-2.0", null, null, null, null);

        assertNull(because(ssh, new Connected("SSH-2.0-OpenSSH_9.2\r\n", 3)));
        assertEquals(
                "expected a banner that begins with \"SSH-2.0\", got \"220 mail\"",
                because(ssh, new Connected("220 mail", 3)));
        assertNull(because(Expectation.none(), new Connected("", 3)));
    }

    @Test
    void shouldCountTheDaysThatACertificateHasLeft() {
        assertNull(because(Expectation.none(), certificate(14, null)));
        assertTrue(String.valueOf(because(Expectation.none(), certificate(13, null)))
                .endsWith("(13 days)"));
        assertNull(because(new Expectation(null, null, null, null, null, 3, null, null, null), certificate(4, null)));
        assertEquals(
                "expected a certificate that is trusted for that name, got \"CN=a.example\": no name matching",
                because(Expectation.none(), certificate(90, "no name matching")));
    }

    @Test
    void shouldCompareRecordsInAnyOrderAndSpelling() {
        Expectation two = new Expectation(
                null, null, null, null, null, null, "MX", List.of("10 mx1.Example.com.", "20 mx2.example.com"), null);

        assertNull(because(two, new Resolved(List.of("20 MX2.example.com.", "10 mx1.example.com"), 5)));
        assertEquals(
                "expected [10 mx1.example.com, 20 mx2.example.com], got [10 mx1.example.com]",
                because(two, new Resolved(List.of("10 mx1.example.com"), 5)));
        assertEquals("expected a record, got none", because(Expectation.none(), new Resolved(List.of(), 5)));
    }

    @Test
    void shouldTellAPlaceThatCannotAskFromATargetThatDoesNotAnswer() {
        assertEquals(
                Verdict.NOT_AVAILABLE,
                Outcome.of(Expectation.none(), new NotAvailable("no ping", 0), NOW)
                        .verdict());
        assertEquals(
                Verdict.FAILED,
                Outcome.of(Expectation.none(), new Unreached("refused", 0), NOW).verdict());
    }

    @Test
    void shouldReadPingsThatMayNot() {
        Stopwatch watch = Stopwatch.start();
        assertTrue(
                PingProber.read(new Programs.Output(2, List.of("ping: socket: Operation not permitted")), watch)
                        instanceof NotAvailable);
        assertTrue(
                PingProber.read(new Programs.Output(2, List.of("ping: a.example: Name unknown")), watch)
                        instanceof Unreached);
        assertTrue(
                PingProber.read(
                                new Programs.Output(
                                        1, List.of("1 packets transmitted, 0 received, 100% packet loss, time 0ms")),
                                watch)
                        instanceof Unreached);
        assertEquals(
                new Echoed(0.05),
                PingProber.read(
                        new Programs.Output(
                                0,
                                List.of(
                                        "64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=0.050 ms",
                                        "1 packets transmitted, 1 received, 0% packet loss, time 0ms")),
                        watch));
    }

    private static @Nullable String because(Expectation expect, Observation came) {
        return Outcome.of(expect, came, NOW).because();
    }

    private static Expectation http(
            @Nullable String status,
            @Nullable String contains,
            @Nullable String matches,
            @Nullable Map<String, String> headers) {
        return new Expectation(status, contains, matches, headers, null, null, null, null, null);
    }

    private static Certified certificate(int days, @Nullable String distrust) {
        return new Certified(NOW.plus(Duration.ofDays(days)).plusSeconds(60), "CN=a.example", distrust, 20);
    }
}
