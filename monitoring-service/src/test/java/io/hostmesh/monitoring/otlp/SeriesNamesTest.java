package io.hostmesh.monitoring.otlp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.monitoring.otlp.SeriesNames.Sort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesNamesTest {

    @ParameterizedTest
    @CsvSource({
        "system.cpu.time, s, COUNTER, system_cpu_time_seconds_total",
        "system.filesystem.usage, By, OTHER, system_filesystem_usage_bytes",
        "system.network.io, By, COUNTER, system_network_io_bytes_total",
        "system.network.dropped, {packets}, COUNTER, system_network_dropped_total",
        "system.cpu.utilization, 1, GAUGE, system_cpu_utilization_ratio",
        "cpu_utilization_percent, %, GAUGE, cpu_utilization_percent",
        "speed, m/s, GAUGE, speed_meters_per_second",
        "requests, 1/s, GAUGE, requests_per_second",
        "requests.total.count, 1, COUNTER, requests_count_total",
        "a..b-c__d, , GAUGE, a_b_c_d",
        "2xx, , COUNTER, _2xx_total",
        "queue:depth, , GAUGE, queue:depth",
        "latency, foo, OTHER, latency_foo",
        "größe, , GAUGE, gr_e",
    })
    void shouldNameMetricsAsPrometheusDoes(String name, String unit, Sort sort, String expected) {
        assertEquals(expected, SeriesNames.metric(name, unit == null ? "" : unit, sort));
    }

    @ParameterizedTest
    @CsvSource({
        "http.status_code, http_status_code",
        "a..b, a_b",
        "1st, key_1st",
        "_x, _x",
        "a\u00e9\u00e9b, a_b",
        "..., ''"
    })
    void shouldNameLabels(String key, String expected) {
        assertEquals(expected, SeriesNames.label(key));
    }

    @Test
    void shouldWriteNumbersWithoutAnExponent() {
        assertEquals("0.5", SeriesNames.number(0.5));
        assertEquals("10", SeriesNames.number(10));
        assertEquals("0", SeriesNames.number(-0.0));
        assertEquals("0.000001", SeriesNames.number(1e-6));
        assertEquals("100000000000000000000", SeriesNames.number(1e20));
        assertEquals("+Inf", SeriesNames.number(Double.POSITIVE_INFINITY));
    }
}
