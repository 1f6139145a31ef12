package io.hostmesh.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {

    @Test
    void shouldTakeTheNearestRank() {
        Percentiles hundred =
                new Percentiles(IntStream.rangeClosed(1, 100).asDoubleStream().toArray());
        assertEquals(50, hundred.at(50));
        assertEquals(99, hundred.at(99));
        assertEquals(100, hundred.maximum());
        Percentiles few = new Percentiles(new double[] {30, 10, 20});
        assertEquals(20, few.at(50));
        assertEquals(30, few.at(99));
    }

    @Test
    void shouldRefuseNothing() {
        assertThrows(IllegalArgumentException.class, () -> new Percentiles(new double[0]));
    }
}
