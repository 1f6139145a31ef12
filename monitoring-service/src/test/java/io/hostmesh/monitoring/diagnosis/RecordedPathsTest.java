package io.hostmesh.monitoring.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.diagnosis.PathReading.Dismissed;
import io.hostmesh.monitoring.diagnosis.PathReading.Jump;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Example;

/**
 * One path as each of Debian's programs printed it. It leads over three routers: the first is slow to answer (and forwards at
 * once), the second limits its answers, and packets wait before the third.
 */
class RecordedPathsTest {

    private static final PingReading ECHOES = new PingReading(100, 100, 4.58, 55.3, 91.0, 94.2);

    @Example
    void shouldReadTraceroute() {
        assertPath("""
            traceroute to 203.0.113.9 (203.0.113.9), 30 hops max, 60 byte packets
             1  192.0.2.1  84.004 ms  102.545 ms  95.653 ms  83.242 ms  101.066 ms
             2  198.51.100.2  0.595 ms  0.674 ms  0.381 ms  1.569 ms  1.638 ms
             3  198.51.100.6  63.214 ms  72.588 ms  74.277 ms  74.321 ms  74.322 ms
             4  203.0.113.9  74.202 ms  73.276 ms  91.744 ms  91.819 ms  91.387 ms
            """, 0.674, false);
    }

    @Example
    void shouldReadTracerouteByEchoes() {
        assertPath("""
            traceroute to 203.0.113.9 (203.0.113.9), 30 hops max, 60 byte packets
             1  192.0.2.1  81.844 ms  97.707 ms  84.143 ms  83.967 ms  97.273 ms  113.380 ms  85.274 ms  89.251 ms  105.465 ms  118.333 ms
             2  198.51.100.2  0.130 ms  0.057 ms *  0.316 ms  0.228 ms *  0.218 ms  0.096 ms *  0.149 ms
             3  198.51.100.6  91.567 ms  90.982 ms  50.574 ms  71.528 ms  90.521 ms  61.860 ms  90.848 ms  60.561 ms  80.441 ms  4.506 ms
             4  203.0.113.9  60.676 ms  50.602 ms  70.946 ms  4.620 ms  60.622 ms  4.330 ms  31.704 ms  50.498 ms  90.618 ms  30.631 ms
            """, 0.149, true);
    }

    @Example
    void shouldReadTracerouteOfInetutils() {
        assertPath("""
            traceroute to 203.0.113.9 (203.0.113.9), 30 hops max
              1   192.0.2.1  103.438ms  96.512ms  119.463ms\s
              2   198.51.100.2  0.221ms  0.090ms  *\s
              3   198.51.100.6  31.174ms  90.620ms  70.704ms\s
              4   203.0.113.9  70.499ms  90.588ms  90.758ms\s
            """, 0.221, true);
    }

    @Example
    void shouldReadTracerouteOfBusyBox() {
        assertPath("""
            traceroute to 203.0.113.9 (203.0.113.9), 30 hops max, 46 byte packets
             1  192.0.2.1  92.518 ms  85.790 ms  85.046 ms  92.867 ms  113.188 ms
             2  198.51.100.2  0.007 ms  0.098 ms  0.056 ms  1.770 ms  0.005 ms
             3  198.51.100.6  62.475 ms  91.208 ms  70.515 ms  60.747 ms  60.460 ms
             4  203.0.113.9  61.130 ms  60.548 ms  4.398 ms  60.377 ms  90.491 ms
            """, 0.056, false);
    }

    @Example
    void shouldReadTracepath() {
        assertPath("""
             1?: [LOCALHOST]                      pmtu 1500
             1:  192.0.2.1                                            83.131ms\s
             1:  192.0.2.1                                           115.483ms\s
             2:  198.51.100.2                                          0.127ms\s
             3:  198.51.100.6                                         91.177ms\s
             4:  203.0.113.9                                           4.508ms reached
                 Resume: pmtu 1500 hops 4 back 4\s
            """, 0.127, false);
    }

    @Example
    void shouldReadMtr() {
        assertPath("""
            Start: 2026-11-22T13:49:06+0000
            HOST: vm           Loss%   Snt   Last   Avg  Best  Wrst StDev
              1.|-- 192.0.2.1     0.0%    20  115.6  98.9  82.9 115.6   9.2
              2.|-- 198.51.100.2 50.0%    20    0.2   0.3   0.2   1.0   0.3
              3.|-- 198.51.100.6  0.0%    20   30.7  45.1   4.6  92.4  27.2
              4.|-- 203.0.113.9   0.0%    20    4.7  33.5   4.6  70.9  26.4
            """, 0.3, true);
    }

    @Example
    void shouldReadPings() {
        PingReading inetutils = PingReading.of("""
            PING 203.0.113.9 (203.0.113.9): 56 data bytes
            64 bytes from 203.0.113.9: icmp_seq=7 ttl=61 time=4.614 ms
            64 bytes from 203.0.113.9: icmp_seq=8 ttl=61 time=50.799 ms
            64 bytes from 203.0.113.9: icmp_seq=9 ttl=61 time=90.687 ms
            --- 203.0.113.9 ping statistics ---
            3 packets transmitted, 3 packets received, 0% packet loss
            round-trip min/avg/max/stddev = 4.614/53.322/90.687/23.983 ms
            """.lines().toList());
        assertEquals(new PingReading(3, 3, 4.614, 50.799, 90.687, 90.687), inetutils);

        PingReading iputils = PingReading.of("""
            64 bytes from 203.0.113.9: icmp_seq=99 ttl=61 time=70.8 ms
            64 bytes from 203.0.113.9: icmp_seq=100 ttl=61 time=55.3 ms

            --- 203.0.113.9 ping statistics ---
            100 packets transmitted, 2 received, 98% packet loss, time 19885ms
            rtt min/avg/max/mdev = 4.577/52.645/94.187/25.723 ms
            """.lines().toList());
        assertNotNull(iputils);
        assertEquals(98, iputils.lossPercent(), 0.001);
    }

    @Example
    void shouldReadFurtherAddressesOfAHopOnLinesOfTheirOwn() {
        List<Hop> hops = TraceReading.of("""
            traceroute to 192.0.2.9 (192.0.2.9), 64 hops max, 40 byte packets
             1  10.0.0.1 (10.0.0.1)  0.5 ms  0.4 ms  0.6 ms
             2  198.51.100.1 (198.51.100.1)  5.1 ms
                198.51.100.5 (198.51.100.5)  5.3 ms  5.0 ms
             3  192.0.2.9 (192.0.2.9)  6.0 ms  6.1 ms  6.2 ms
            """.lines().toList());

        assertEquals(3, hops.size());
        assertEquals(new Hop(2, List.of("198.51.100.1", "198.51.100.5"), 3, 3, 5.0, 5.1), hops.get(1));
    }

    private static void assertPath(String printed, double beforeTheQueue, boolean limited) {
        List<Hop> hops = TraceReading.of(printed.lines().toList());
        assertEquals(
                List.of("192.0.2.1", "198.51.100.2", "198.51.100.6", "203.0.113.9"),
                hops.stream().map(hop -> hop.addresses().get(0)).toList());

        PathReading reading = PathReading.of(hops, new Destination("203.0.113.9", ECHOES));

        Jump jump = Objects.requireNonNull(reading.jump());
        assertEquals(3, jump.hop());
        assertEquals(beforeTheQueue, jump.from(), 0.0001);
        assertTrue(jump.queueing());
        assertTrue(reading.reached());
        assertTrue(reading.words().get(0).contains("at hop 3 (198.51.100.6) and stays: packets wait there"));
        List<Dismissed> ofFirst = reading.dismissed().stream()
                .filter(dismissed -> dismissed.hop() == 1)
                .toList();
        assertEquals(1, ofFirst.size());
        assertTrue(ofFirst.get(0).because().endsWith("it is slow to answer, not to forward"));
        assertEquals(
                limited,
                reading.dismissed().stream()
                        .anyMatch(dismissed ->
                                dismissed.hop() == 2 && dismissed.because().endsWith("it limits its answers")));
    }
}
