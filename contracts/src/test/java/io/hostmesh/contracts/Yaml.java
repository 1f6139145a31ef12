package io.hostmesh.contracts;

import java.util.List;
import java.util.Map;

/** Writes maps, lists and scalars as YAML. Every text is quoted as in JSON, which YAML takes as it is. */
final class Yaml {

    private Yaml() {}

    static String write(Map<String, ?> document) {
        StringBuilder text = new StringBuilder();
        append(text, document, 0);
        return text.toString();
    }

    private static void append(StringBuilder text, Map<?, ?> map, int depth) {
        map.forEach((key, value) -> {
            text.append("  ".repeat(depth)).append(key(key.toString())).append(':');
            appendValue(text, value, depth + 1);
        });
    }

    private static void appendValue(StringBuilder text, Object value, int depth) {
        if (value instanceof Map<?, ?> map) {
            if (map.isEmpty()) {
                text.append(" {}\n");
                return;
            }
            text.append('\n');
            append(text, map, depth);
        } else if (value instanceof List<?> list) {
            text.append('\n');
            list.forEach(item -> appendItem(text, item, depth));
        } else {
            text.append(' ').append(scalar(value)).append('\n');
        }
    }

    private static void appendItem(StringBuilder text, Object item, int depth) {
        text.append("  ".repeat(depth)).append("- ");
        if (item instanceof Map<?, ?> map) {
            StringBuilder nested = new StringBuilder();
            append(nested, map, depth + 1);
            text.append(nested.toString().stripLeading());
        } else {
            text.append(scalar(item)).append('\n');
        }
    }

    private static String key(String key) {
        return key.matches("[A-Za-z_][A-Za-z0-9_.$-]*") ? key : scalar(key);
    }

    private static String scalar(Object value) {
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        return '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
