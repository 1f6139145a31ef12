package io.hostmesh.monitoring.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatcherReaderTest {

    @Test
    void shouldReadWhatPeopleWrite() {
        assertEquals("server=\"srv_1\"", written("server=\"srv_1\""));
        assertEquals("kind!=\"overload\"", written(" kind != overload "));
        assertEquals("metric=~\"cpu.*|mem.*\"", written("metric=~\"cpu.*|mem.*\""));
        assertEquals("a!~\"b\"", written("a!~b"));
        assertEquals("a=\"\"", written("a="));
    }

    private static String written(String text) {
        return MatcherReader.read(text).toString();
    }

    @Test
    void shouldReadAgainWhatItWrites() {
        for (String value : new String[] {"plain", "with \"quotes\"", "back\\slash", "", "a=b", "new\nline"}) {
            LabelMatcher matcher = new LabelMatcher("name", LabelMatcher.Comparison.EQUAL, value);
            LabelMatcher read = MatcherReader.read(matcher.toString());
            assertEquals(value, read.value());
            assertEquals(matcher.toString(), read.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "server", "=a", "1a=b", "a=\"b", "a=b\"", "a=\"b\"c", "a=~\"(\"", "a==b\"c\""})
    void shouldRefuseWhatIsNone(String text) {
        assertThrows(IllegalArgumentException.class, () -> MatcherReader.read(text));
    }
}
