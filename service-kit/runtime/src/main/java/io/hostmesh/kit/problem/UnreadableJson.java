package io.hostmesh.kit.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.hostmesh.kit.json.Json;
import io.hostmesh.kit.problem.Problem.FieldError;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with JSON that does not fit the type it is read as. */
final class UnreadableJson {

    private static final Set<Class<?>> WHOLE =
            Set.of(int.class, Integer.class, long.class, Long.class, short.class, Short.class, BigInteger.class);

    private static final Pattern SETTINGS = Pattern.compile(
            " \\(start marker at \\[.*]\\)|: enable `.*|, from `[^`]*`| \\(not recognized as one since .*\\)");

    private UnreadableJson() {}

    static Problem problem(JsonProcessingException unreadable) {
        if (unreadable instanceof StreamReadException || !(unreadable instanceof JsonMappingException mapping)) {
            return CommonProblem.MALFORMED_JSON.problem(
                    "The body is no JSON: " + reason(unreadable) + at(unreadable.getLocation()) + ".");
        }
        if (mapping.getPath().isEmpty()) {
            return otherShape();
        }
        return Problems.invalidRequest(List.of(error(mapping)));
    }

    /** Without the settings of the reader, which its users cannot change. */
    private static String reason(JsonProcessingException unreadable) {
        return SETTINGS.matcher(unreadable.getOriginalMessage()).replaceAll("");
    }

    private static String at(@Nullable JsonLocation place) {
        return place == null ? "" : ", at line " + place.getLineNr() + ", column " + place.getColumnNr();
    }

    /** For what has no field that could be named: nothing at all, or another value. */
    static Problem otherShape() {
        return CommonProblem.INVALID_REQUEST.problem(
                "Expected a body: one JSON value of the documented shape, and nothing after it.");
    }

    /** The field that could not be read, and what would be right; the exception has a path. */
    static FieldError error(JsonMappingException mapping) {
        String field = mapping.getPath().stream()
                .map(UnreadableJson::segment)
                .collect(Collectors.joining("."))
                .replace(".[", "[");
        return new FieldError(field, message(mapping));
    }

    private static String segment(JsonMappingException.Reference reference) {
        String name = reference.getFieldName();
        return name == null ? "[" + reference.getIndex() + "]" : name;
    }

    private static String message(JsonMappingException mapping) {
        if (mapping instanceof UnrecognizedPropertyException unknown) {
            return unknown(unknown.getKnownPropertyIds().stream().map(String::valueOf));
        }
        if (mapping instanceof InvalidFormatException format && format.getTargetType() == String.class) {
            return "has a value that does not fit: " + format.getValue();
        }
        return expected(target(mapping));
    }

    /** What is wrong with a name that is none of these. */
    static String unknown(Stream<String> known) {
        return "is not known; must be one of " + known.sorted().collect(Collectors.joining(", "));
    }

    private static @Nullable Class<?> target(JsonMappingException mapping) {
        if (mapping instanceof MismatchedInputException mismatch) {
            return mismatch.getTargetType();
        }
        return mapping.getCause() instanceof InputCoercionException outOfRange ? outOfRange.getTargetType() : null;
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "has a value of the wrong type";
        }
        if (type.isEnum()) {
            return "must be one of " + names(type);
        }
        if (type == String.class) {
            return "must be a text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "must be true or false";
        }
        if (WHOLE.contains(type)) {
            return "must be a whole number" + range(type);
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "must be a number";
        }
        if (type == Instant.class) {
            return "must be a time such as 2026-11-22T00:00:00Z";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "must be a list";
        }
        return type.isRecord() || Map.class.isAssignableFrom(type)
                ? "must be an object"
                : "has a value of the wrong type";
    }

    private static String range(Class<?> type) {
        return type == int.class || type == Integer.class
                ? " from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE
                : "";
    }

    private static String names(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            names.add(Json.written(constant.toString()));
        }
        return String.join(", ", names);
    }
}
