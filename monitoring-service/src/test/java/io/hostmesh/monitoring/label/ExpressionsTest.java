package io.hostmesh.monitoring.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((((((((((x{9}){9}){9}){9}){9}){9}){9}){9}){9}){9})",
                "(a{1000}){1000}",
                "(a{1,1000}){1,1000}",
                "((a|b{50}){50}|c){9}",
                "([^]a]{100}){100}",
                "(\\pL{100}){100}",
                "(a){99999999999999999999}",
                "x{9}{9}{9}{9}{9}"
            })
    void shouldRefuseWhatTakesTooMuchMemory(String text) {
        assertThrows(PatternSyntaxException.class, () -> Expressions.compile(text, Pattern.DOTALL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cpu.*",
                "web-[0-9]{1,3}\\.(paris|berlin)\\.example\\.com",
                "([0-9]{1,3}\\.){3}[0-9]{1,3}",
                "[a-f0-9]{8}(-[a-f0-9]{4}){3}-[a-f0-9]{12}",
                "a\\{1000}b{2}",
                "[{}]{1000}",
                "{}"
            })
    void shouldReadWhatPeopleWrite(String text) {
        assertTrue(Expressions.compile(text, Pattern.DOTALL).programSize() > 0);
    }

    @Test
    void shouldCountRepetitionsInRepetitions() {
        assertEquals(3, Expressions.states("abc"));
        assertEquals(12, Expressions.states("(ab){4}"));
        assertEquals(1, Expressions.states("[a{9}]"));
    }
}
