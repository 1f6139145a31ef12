package io.hostmesh.teststack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A body that is right but for one value.
 *
 * @param field the name of the outermost field that the value is in; empty where the body is an array
 * @param value the odd one, as JSON
 * @param text the body
 */
public record OddBody(String field, String value, String text) {

    /** Of no type that any field has: an object with a name that nothing has. */
    public static final String OF_NO_TYPE = "{\"odd\":[null]}";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> VALUES = List.of(OF_NO_TYPE, "[null]", "-1", "1e999", "\"\\u0000\"", "\"\"");

    /** In place of each value of a body, at every depth, in turn each odd value. */
    public static List<OddBody> of(JsonNode body) {
        List<OddBody> all = new ArrayList<>();
        for (String value : VALUES) {
            JsonNode copy = body.deepCopy();
            each(copy, field -> all.add(new OddBody(field, value, text(copy))), "", value);
        }
        return all;
    }

    private static void each(JsonNode node, Consumer<String> made, String outermost, String value) {
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                String field = outermost.isEmpty() ? name : outermost;
                JsonNode before = object.get(name);
                object.putRawValue(name, new RawValue(value));
                made.accept(field);
                object.set(name, before);
                each(before, made, field, value);
            }
        } else if (node instanceof ArrayNode array && !array.isEmpty()) {
            JsonNode before = array.remove(0);
            array.insertRawValue(0, new RawValue(value));
            made.accept(outermost);
            array.set(0, before);
            each(before, made, outermost, value);
        }
    }

    private static String text(JsonNode body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("expected JSON that can be written", e);
        }
    }
}
