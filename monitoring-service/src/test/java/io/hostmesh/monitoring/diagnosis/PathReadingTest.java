package io.hostmesh.monitoring.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.diagnosis.PathReading.Dismissed;
import io.hostmesh.monitoring.diagnosis.PathReading.Jump;
import io.hostmesh.monitoring.diagnosis.PathReading.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Paths as the programs print them. */
class PathReadingTest {

    @Example
    void shouldReadPingsOfSeveralMakes() {
        PingReading iputils = ping("""
            PING 192.0.2.9 (192.0.2.9) 56(84) bytes of data.
            64 bytes from 192.0.2.9: icmp_seq=1 ttl=57 time=12.3 ms
            64 bytes from 192.0.2.9: icmp_seq=2 ttl=57 time=11.9 ms
            64 bytes from 192.0.2.9: icmp_seq=2 ttl=57 time=12.0 ms (DUP!)
            From 192.0.2.1 icmp_seq=3 Destination Host Unreachable
            64 bytes from 192.0.2.9: icmp_seq=4 ttl=57 time=40.1 ms

            --- 192.0.2.9 ping statistics ---
            4 packets transmitted, 3 received, +1 duplicates, +1 errors, 25% packet loss, time 3004ms
            rtt min/avg/max/mdev = 11.9/21.4/40.1/13.2 ms
            """);
        assertEquals(new PingReading(4, 3, 11.9, 12.3, 40.1, 40.1), iputils);
        assertEquals(25, iputils.lossPercent());

        PingReading busybox = ping("""
            PING 192.0.2.9 (192.0.2.9): 56 data bytes
            64 bytes from 192.0.2.9: seq=0 ttl=64 time=0.062 ms
            64 bytes from 192.0.2.9: seq=1 ttl=64 time=0.071 ms

            --- 192.0.2.9 ping statistics ---
            2 packets transmitted, 2 packets received, 0% packet loss
            round-trip min/avg/max = 0.062/0.066/0.071 ms
            """);
        assertEquals(new PingReading(2, 2, 0.062, 0.071, 0.071, 0.071), busybox);

        PingReading bsd = ping("""
            PING6(56=40+8+8 bytes) 2001:db8::1 --> 2001:db8::9
            16 bytes from 2001:db8::9, icmp_seq=0 hlim=59 time=9.481 ms
            --- example.org ping6 statistics ---
            1 packets transmitted, 1 packets received, 0.0% packet loss
            """);
        assertEquals(new PingReading(1, 1, 9.481, 9.481, 9.481, 9.481), bsd);

        PingReading silent = ping("5 packets transmitted, 0 received, 100% packet loss, time 4086ms\n");
        assertEquals(new PingReading(5, 0, null, null, null, null), silent);
        assertNull(PingReading.of(List.of("ping: unknown host a.example")));
    }

    @Example
    void shouldReadTracesOfSeveralMakes() {
        List<Hop> linux = trace("""
            traceroute to 192.0.2.9 (192.0.2.9), 30 hops max, 60 byte packets
             1  10.0.0.1  0.512 ms  0.498 ms  0.480 ms
             2  * * *
             3  198.51.100.1  5.100 ms 198.51.100.5  5.300 ms  5.000 ms
             4  192.0.2.9  6.000 ms !X * 6.200 ms !X
            """);
        assertEquals(
                List.of(
                        new Hop(1, List.of("10.0.0.1"), 3, 3, 0.48, 0.498),
                        new Hop(2, List.of(), 3, 0, null, null),
                        new Hop(3, List.of("198.51.100.1", "198.51.100.5"), 3, 3, 5.0, 5.1),
                        new Hop(4, List.of("192.0.2.9"), 3, 2, 6.0, 6.2)),
                linux);

        List<Hop> busybox = trace("""
            traceroute to 192.0.2.9 (192.0.2.9), 30 hops max, 46 byte packets
             1  gateway.example (10.0.0.1)  0.014 ms  0.007 ms  0.004 ms
             2  2001:db8::9 (2001:db8::9)  1.5 ms  *  1.7 ms
            """);
        assertEquals(
                List.of(
                        new Hop(1, List.of("10.0.0.1"), 3, 3, 0.004, 0.007),
                        new Hop(2, List.of("2001:db8::9"), 3, 2, 1.5, 1.7)),
                busybox);

        List<Hop> mtr = trace("""
            Start: 2026-11-22T10:00:00+0000
            HOST: place                       Loss%   Snt   Last   Avg  Best  Wrst StDev
              1.|-- 10.0.0.1                   0.0%   100    0.5   0.6   0.4   2.1   0.2
              2.|-- ???                       100.0   100    0.0   0.0   0.0   0.0   0.0
              3.|-- 192.0.2.9                  4.0%   100   11.1  12.2  10.9  40.0   3.1
            """);
        assertEquals(
                List.of(
                        new Hop(1, List.of("10.0.0.1"), 100, 100, 0.4, 0.6),
                        new Hop(2, List.of(), 100, 0, null, null),
                        new Hop(3, List.of("192.0.2.9"), 100, 96, 10.9, 12.2)),
                mtr);
        assertEquals(List.of(), trace("traceroute: unknown host a.example\nusage: 1 2 3"));
    }

    @Example
    void shouldNameTheHopWhereLatencyJumpsAndStays() {
        PathReading reading = read("""
              1.|-- 10.0.0.1                   0.0%   100    0.5   0.6   0.4   2.1   0.2
              2.|-- 198.51.100.1               0.0%   100    5.0   5.2   4.9   9.0   0.4
              3.|-- 198.51.100.9               0.0%   100   60.0  65.0   6.1 190.0  41.0
              4.|-- 203.0.113.1                0.0%   100   61.0  66.0   6.8 191.0  40.0
              5.|-- 192.0.2.9                  0.0%   100   62.0  66.5   7.0 189.0  40.0
            """);

        assertEquals(new Jump(3, 5.2, 65.0, true), reading.jump());
        assertEquals(List.of(), reading.dismissed());
        assertTrue(reading.reached());
        assertTrue(
                reading.words()
                        .get(0)
                        .startsWith(
                                "Latency rises from 5.2 ms to 65.0 ms at hop 3 (198.51.100.9) and stays: packets wait"),
                reading.words()::toString);
    }

    @Example
    void shouldTellALongWayFromAQueue() {
        PathReading reading = read("""
              1.|-- 10.0.0.1                   0.0%   100    0.5   0.6   0.4   2.1   0.2
              2.|-- 198.51.100.1               0.0%   100   91.0  91.2  90.8  95.0   0.4
              3.|-- 192.0.2.9                  0.0%   100   92.0  92.1  91.5  96.0   0.4
            """);

        assertEquals(new Jump(2, 0.6, 91.2, false), reading.jump());
    }

    @Example
    void shouldDismissAHopWhoseJumpDoesNotCarryOn() {
        PathReading reading = read("""
              1.|-- 10.0.0.1                   0.0%   100    0.5   0.6   0.4   2.1   0.2
              2.|-- 198.51.100.1              60.0%   100   80.0  85.0  20.0 200.0  50.0
              3.|-- ???                       100.0   100    0.0   0.0   0.0   0.0   0.0
              4.|-- 192.0.2.9                  0.0%   100    7.0   7.2   6.9   9.0   0.3
            """);

        assertNull(reading.jump());
        assertNull(reading.loss());
        assertEquals(
                List.of(2, 2, 3),
                reading.dismissed().stream().map(Dismissed::hop).toList());
        assertTrue(reading.dismissed().get(0).because().contains("slow to answer, not to forward"));
        assertTrue(reading.dismissed().get(1).because().contains("limits its answers"));
    }

    @Example
    void shouldNameTheHopWhereLossBeginsAndStays() {
        PathReading reading = read("""
              1.|-- 10.0.0.1                   0.0%   100    0.5   0.6   0.4   2.1   0.2
              2.|-- 198.51.100.1              30.0%   100    5.0   5.2   4.9   9.0   0.4
              3.|-- 198.51.100.9               8.0%   100    6.0   6.2   5.9   9.0   0.4
              4.|-- 192.0.2.9                  7.0%   100    7.0   7.2   6.9   9.0   0.3
            """);

        Loss loss = reading.loss();
        assertNotNull(loss);
        assertEquals(2, loss.hop());
        assertEquals(7, loss.percent(), 0.001);
        assertEquals(List.of(), reading.dismissed());
    }

    @Example
    void shouldTrustTheManyEchoesToTheEndMoreThanTheFewOfATrace() {
        List<Hop> hops = trace("""
             1  10.0.0.1  0.5 ms  0.5 ms  0.5 ms
             2  192.0.2.9  80.0 ms  *  90.0 ms
            """);
        PathReading reading =
                PathReading.of(hops, new Destination("192.0.2.9", new PingReading(100, 100, 6.0, 7.0, 90.0, 95.0)));
        assertNull(reading.loss());
        assertNull(reading.jump());

        List<Hop> filtered = trace("""
             1  10.0.0.1  0.5 ms  0.5 ms  0.5 ms
             2  * * *
            """);
        PathReading answered =
                PathReading.of(filtered, new Destination("192.0.2.9", new PingReading(100, 90, 6.0, 70.0, 90.0, 95.0)));
        assertTrue(answered.reached());
        assertEquals(new Jump(2, 0.5, 70.0, true), answered.jump());
        assertEquals(2, answered.loss() == null ? 0 : answered.loss().hop());
        assertEquals(
                "Packets are lost between hop 1 (10.0.0.1) and the end, on hops that do not answer: 10 %.",
                answered.words().get(1));

        PathReading unseen = PathReading.of(filtered, null);
        assertFalse(unseen.reached());
        assertTrue(unseen.words().get(unseen.words().size() - 1).startsWith("The end of the path was not seen"));
    }

    @Property(tries = 300)
    void shouldNameOnlyWhatAllHopsBehindShow(@ForAll @IntRange(max = 1_000_000) int seed) {
        Random random = new Random(seed);
        List<Hop> hops = new ArrayList<>();
        int count = 1 + random.nextInt(12);
        for (int number = 1; number <= count; number++) {
            int received = random.nextInt(4) == 0 ? 0 : 50 + random.nextInt(51);
            double best = random.nextInt(100);
            hops.add(
                    received == 0
                            ? new Hop(number, List.of(), 100, 0, null, null)
                            : new Hop(
                                    number,
                                    List.of("192.0.2." + number),
                                    100,
                                    received,
                                    best,
                                    best + random.nextInt(50)));
        }
        PathReading reading = PathReading.of(hops, null);

        Jump jump = reading.jump();
        Loss loss = reading.loss();
        for (Hop hop : hops) {
            Double typical = hop.typical();
            if (typical != null && jump != null && hop.number() >= jump.hop()) {
                assertTrue(typical >= jump.to(), "it carries on to " + hop);
            }
            if (typical != null && loss != null && hop.number() >= loss.hop()) {
                assertTrue(hop.lossPercent() >= loss.percent(), "it carries on to " + hop);
            }
            if (typical != null && loss == null) {
                assertTrue(hops.stream()
                        .anyMatch(behind ->
                                behind.answered() && behind.number() >= hop.number() && behind.lossPercent() < 2));
            }
        }
        for (Dismissed dismissed : reading.dismissed()) {
            boolean slow = dismissed.because().contains("ms do not carry on");
            boolean sparing = dismissed.because().contains("its loss of");
            assertFalse(slow && jump != null && jump.hop() == dismissed.hop(), "the cause is not dismissed");
            assertFalse(sparing && loss != null && loss.hop() == dismissed.hop(), "the cause is not dismissed");
        }
        assertFalse(reading.words().isEmpty());
    }

    private static PathReading read(String output) {
        return PathReading.of(trace(output), null);
    }

    private static List<Hop> trace(String output) {
        return TraceReading.of(output.lines().toList());
    }

    private static PingReading ping(String output) {
        PingReading reading = PingReading.of(output.lines().toList());
        assertNotNull(reading);
        return reading;
    }
}
