package io.hostmesh.monitoring.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.label.LabelMatcher.Comparison;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelsTest {

    private static final Labels LABELS = Labels.of(Map.of("__name__", "up", "job", "api", "zone", "a", "empty", ""));

    @Test
    void areSortedAndFoundByName() {
        assertEquals("up{job=\"api\", zone=\"a\"}", LABELS.toString());
        assertEquals("up", LABELS.get("__name__"));
        assertEquals("a", LABELS.get("zone"));
        assertEquals("", LABELS.get("a"));
        assertEquals("", LABELS.get("zz"));
    }

    @Test
    void areTheSameWhateverTheOrderAndWithoutEmptyOnes() {
        assertEquals(LABELS, Labels.of(Map.of("zone", "a", "job", "api", "__name__", "up")));
        assertEquals(LABELS, Labels.of(LABELS.toMap()));
        assertEquals(LABELS.hashCode(), Labels.of(LABELS.toMap()).hashCode());
        assertEquals(Labels.none(), Labels.of(Map.of("a", "")));
    }

    @Test
    void showValuesThatNeedEscaping() {
        assertEquals(
                "{path=\"a\\\\b\\\"c\\nd\"}",
                Labels.of(Map.of("path", "a\\b\"c\nd")).toString());
    }

    @Test
    void areMatchedAsPrometheusDoes() {
        assertTrue(matches("job", Comparison.EQUAL, "api"));
        assertFalse(matches("job", Comparison.NOT_EQUAL, "api"));
        assertTrue(matches("gone", Comparison.EQUAL, ""));
        assertTrue(matches("gone", Comparison.NOT_EQUAL, "x"));
        assertTrue(matches("job", Comparison.MATCHES, "a.i|web"));
        assertFalse(matches("job", Comparison.MATCHES, "a"));
        assertTrue(matches("job", Comparison.DOES_NOT_MATCH, "a"));
        assertTrue(matches("gone", Comparison.MATCHES, ".*"));
        assertFalse(matches("gone", Comparison.MATCHES, ".+"));
    }

    private static boolean matches(String label, Comparison comparison, String value) {
        return new LabelMatcher(label, comparison, value).matches(LABELS);
    }

    @Test
    void mustMatchAll() {
        LabelMatcher api = new LabelMatcher("job", Comparison.EQUAL, "api");
        LabelMatcher web = new LabelMatcher("job", Comparison.EQUAL, "web");
        assertTrue(LabelMatcher.all(List.of(), LABELS));
        assertTrue(LabelMatcher.all(List.of(api), LABELS));
        assertFalse(LabelMatcher.all(List.of(api, web), LABELS));
        assertEquals("job=\"api\"", api.toString());
    }
}
