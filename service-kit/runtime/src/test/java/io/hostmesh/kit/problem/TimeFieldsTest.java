package io.hostmesh.kit.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.hostmesh.kit.problem.Problem.FieldError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeFieldsTest {

    private final List<FieldError> errors = new ArrayList<>();

    @Test
    void shouldReadTimesOfFourDigitYearsFrom1970() {
        assertEquals(Instant.EPOCH, TimeFields.read("from", "1970-01-01T00:00:00Z", errors));
        Instant last = Instant.parse("9999-12-31T23:59:59.999Z");
        assertEquals(last, TimeFields.read("to", last.toString(), errors));
        assertNull(TimeFields.read("to", null, errors));
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldNameTheFieldOfAnyOther() {
        assertNull(TimeFields.read("a", "1969-12-31T23:59:59Z", errors));
        assertNull(TimeFields.read("b", "+10000-01-01T00:00:00Z", errors));
        assertNull(TimeFields.read("c", "yesterday", errors));
        assertEquals(
                List.of("a", "b", "c"), errors.stream().map(FieldError::field).toList());
        assertThrows(ProblemException.class, () -> TimeFields.requireInRange("at", Instant.MAX));
    }
}
