package io.hostmesh.kit.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hostmesh.kit.problem.Problem.FieldError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds all fields of a body that do not fit their types. The one that the reader stumbled over is taken away, and the rest is
 * read again, until nothing is wrong any more: so nothing but the reader itself says what fits. What is left is asked what else is wrong with
 * it.
 */
final class WrongFields {

    private WrongFields() {}

    /**
     * What to answer to a body that could not be read.
     *
     * @param first what reading it as that type failed with
     * @param checks what else is wrong with a body that can be read
     * @param most how many fields are named
     */
    static Problem problem(
            ObjectMapper json,
            JavaType type,
            byte[] body,
            JsonProcessingException first,
            Function<Object, List<FieldError>> checks,
            int most)
            throws IOException {
        if (!(first instanceof JsonMappingException mapping)
                || mapping.getPath().isEmpty()) {
            return UnreadableJson.problem(first);
        }
        JsonNode tree;
        try {
            tree = json.readTree(body);
        } catch (JsonProcessingException malformed) {
            return UnreadableJson.problem(malformed);
        }
        return Problems.invalidRequest(errors(json, type, tree, mapping, checks, most));
    }

    private static List<FieldError> errors(
            ObjectMapper json,
            JavaType type,
            JsonNode tree,
            JsonMappingException first,
            Function<Object, List<FieldError>> checks,
            int most) {
        List<FieldError> errors = new ArrayList<>();
        Set<String> named = new HashSet<>();
        JsonMappingException wrong = first;
        while (true) {
            FieldError error = UnreadableJson.error(wrong);
            if (!named.add(error.field())) {
                return errors;
            }
            errors.add(error);
            if (errors.size() >= most || !takeAway(tree, wrong.getPath())) {
                return errors;
            }
            try {
                Object rest = json.readerFor(type).readValue(tree);
                checks.apply(rest).stream()
                        .filter(other -> named.stream()
                                .noneMatch(field -> isPartOf(field, other.field()) || isPartOf(other.field(), field)))
                        .limit((long) most - errors.size())
                        .forEach(errors::add);
                return errors;
            } catch (JsonMappingException next) {
                if (next.getPath().isEmpty()) {
                    return errors;
                }
                wrong = next;
            } catch (IOException unreadable) {
                return errors;
            }
        }
    }

    private static boolean isPartOf(String field, String whole) {
        return field.equals(whole) || field.startsWith(whole + ".") || field.startsWith(whole + "[");
    }

    /** Takes the value at the end of the path out of the tree; in a list null is left, so that the others keep their places. */
    private static boolean takeAway(JsonNode tree, List<JsonMappingException.Reference> path) {
        JsonNode parent = tree;
        for (JsonMappingException.Reference step : path.subList(0, path.size() - 1)) {
            parent = step.getFieldName() == null ? parent.path(step.getIndex()) : parent.path(step.getFieldName());
        }
        JsonMappingException.Reference last = path.get(path.size() - 1);
        if (parent instanceof ObjectNode object && last.getFieldName() != null) {
            return object.remove(last.getFieldName()) != null;
        }
        if (parent instanceof ArrayNode list && last.getIndex() >= 0 && last.getIndex() < list.size()) {
            list.setNull(last.getIndex());
            return true;
        }
        return false;
    }
}
