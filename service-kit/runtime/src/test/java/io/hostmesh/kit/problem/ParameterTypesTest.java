package io.hostmesh.kit.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.ParameterTypes.WrongParameter;
import io.hostmesh.kit.problem.Problem.FieldError;
import jakarta.validation.constraints.Max;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ext.ParamConverter;
import java.lang.reflect.Field;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterTypesTest {

    private static final List<String> NO_NUMBERS = List.of("abc", "", "1.5", "99999999999", " 5");

    static class Asked {
        @QueryParam("depth")
        @Max(9)
        public int depth;

        @QueryParam("retired")
        public boolean retired;

        @QueryParam("since")
        public long since;

        @QueryParam("name")
        public String name = "";
    }

    @Test
    void shouldNameTheParameterAndWhatWouldBeRight() throws NoSuchFieldException {
        Field depth = Asked.class.getField("depth");
        for (String wrong : NO_NUMBERS) {
            assertEquals(
                    new FieldError("depth", "must be a whole number from -2147483648 to 9"), refused(depth, wrong));
        }
        Field retired = Asked.class.getField("retired");
        for (String wrong : new String[] {"yes", "1", "", "truee"}) {
            assertEquals(new FieldError("retired", "must be true or false"), refused(retired, wrong));
        }
        assertEquals("since", refused(Asked.class.getField("since"), "x").field());
    }

    @Test
    void shouldReadWhatIsNoNumberAsLessThanTheLeastOne() throws NoSuchFieldException {
        for (String wrong : NO_NUMBERS) {
            assertEquals(0, read(PageRequest.class.getField("limit"), wrong));
        }
    }

    @Test
    void shouldReadWhatIsRight() throws NoSuchFieldException {
        assertEquals(50, read(PageRequest.class.getField("limit"), "50"));
        assertEquals(true, read(Asked.class.getField("retired"), "True"));
        assertEquals(false, read(Asked.class.getField("retired"), "false"));
        assertEquals(9_000_000_000L, read(Asked.class.getField("since"), "9000000000"));
        assertNull(converter(PageRequest.class.getField("limit")).fromString(null));
    }

    @Test
    void shouldLeaveTextsAlone() throws NoSuchFieldException {
        Field name = Asked.class.getField("name");
        assertNull(new ParameterTypes().getConverter(name.getType(), name.getGenericType(), name.getAnnotations()));
    }

    private static FieldError refused(Field parameter, String text) {
        return assertThrows(WrongParameter.class, () -> read(parameter, text)).error();
    }

    private static Object read(Field parameter, String text) {
        return converter(parameter).fromString(text);
    }

    private static ParamConverter<?> converter(Field field) {
        ParamConverter<?> found =
                new ParameterTypes().getConverter(field.getType(), field.getGenericType(), field.getAnnotations());
        assertNotNull(found);
        return found;
    }
}
