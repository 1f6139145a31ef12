package io.hostmesh.monitoring.series;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SeriesTableTest {

    /** Few different hashes, so that many series meet in one. */
    private static long hashOf(String labels) {
        return 1L + Math.floorMod(labels.hashCode(), 50);
    }

    private static SeriesState<String> state(String labels) {
        return new SeriesState<>(hashOf(labels), labels.getBytes(UTF_8), null, new String[0], 1);
    }

    private static @Nullable SeriesState<String> find(SeriesTable<String> table, String labels) {
        byte[] bytes = labels.getBytes(UTF_8);
        return table.find(hashOf(labels), bytes, 0, bytes.length, null);
    }

    @Test
    void shouldFindWhatWasAddedAndNotForgotten() {
        Random random = new Random(3);
        SeriesTable<String> table = new SeriesTable<>();
        Map<String, SeriesState<String>> model = new LinkedHashMap<>();
        for (int step = 1; step <= 3_000; step++) {
            String labels = "series " + random.nextInt(700);
            SeriesState<String> known = find(table, labels);
            assertSame(model.get(labels), known);
            if (known == null) {
                known = state(labels);
                table.add(known);
                model.put(labels, known);
            }
            known.acceptedAt = step;
            if (step % 500 == 0) {
                int before = step - 200;
                Set<String> gone = new HashSet<>();
                table.forget(before, state -> gone.add(new String(state.labels, UTF_8)));
                Set<String> expected = new HashSet<>(model.keySet());
                model.values().removeIf(state -> state.acceptedAt < before);
                expected.removeAll(model.keySet());
                assertEquals(expected, gone);
            }
            assertEquals(model.size(), table.size());
        }
    }

    @Test
    void shouldKeepTheOrderInWhichSeriesCame() {
        SeriesTable<String> table = new SeriesTable<>();
        for (int number = 0; number < 1_000; number++) {
            SeriesState<String> state = state("series " + number);
            state.acceptedAt = number % 3;
            table.add(state);
        }
        table.forget(1, gone -> {});
        SeriesState<String> next = find(table, "series 1");
        for (int number = 1; number < 1_000; number++) {
            if (number % 3 != 0) {
                assertNotNull(next);
                assertEquals("series " + number, new String(next.labels, UTF_8));
                next = table.after(next);
            }
        }
        assertNull(next);
    }
}
