package io.hostmesh.contracts;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** JSON Schemas of records, each under its name, as {@code Server.Failed} would be {@code ServerEvent.Failed}. */
final class AsyncApiSchemas {

    private final Map<String, Object> schemas = new TreeMap<>();

    /** Every schema that was referred to so far, by name. */
    Map<String, Object> all() {
        return schemas;
    }

    /** A reference to the schema of a record. */
    Map<String, Object> reference(Class<?> recordType) {
        String name = name(recordType);
        if (!schemas.containsKey(name)) {
            schemas.put(name, Map.of());
            schemas.put(name, objectOf(recordType));
        }
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    private Map<String, Object> objectOf(Class<?> recordType) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (RecordComponent component : recordType.getRecordComponents()) {
            AnnotatedType type = component.getAnnotatedType();
            properties.put(component.getName(), schemaOf(type.getType()));
            if (!type.isAnnotationPresent(Nullable.class)) {
                required.add(component.getName());
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("required", required);
        schema.put("properties", properties);
        return schema;
    }

    private Map<String, Object> schemaOf(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return ordered("type", "array", "items", schemaOf(list.getActualTypeArguments()[0]));
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            return reference(plain);
        }
        if (plain.isEnum()) {
            return ordered(
                    "type",
                    "string",
                    "enum",
                    Arrays.stream(plain.getEnumConstants())
                            .map(constant -> EventJson.word((Enum<?>) constant))
                            .toList());
        }
        if (plain == String.class) {
            return Map.of("type", "string");
        }
        if (plain == Instant.class) {
            return ordered("type", "string", "format", "date-time");
        }
        if (plain == int.class || plain == Integer.class || plain == long.class) {
            return Map.of("type", "integer");
        }
        if (plain == double.class || plain == Double.class) {
            return Map.of("type", "number");
        }
        if (plain == boolean.class || plain == Boolean.class) {
            return Map.of("type", "boolean");
        }
        throw new AssertionError("expected a type that has a schema, got " + type);
    }

    private static Map<String, Object> ordered(String first, Object firstValue, String second, Object secondValue) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(first, firstValue);
        map.put(second, secondValue);
        return map;
    }

    private static String name(Class<?> recordType) {
        return recordType.getName().replaceAll(".*\\.", "").replace('$', '.');
    }
}
