package io.hostmesh.monitoring.label;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names and values, sorted by name, none of them empty: what identifies a series or an alert. The name of a metric is the label
 * {@code __name__}. Immutable, and its hash is counted once.
 */
public final class Labels {

    /** The label that holds the name of a metric. */
    public static final String NAME = "__name__";

    private static final Labels NONE = new Labels(new String[0]);

    /** Name, value, name, value. */
    private final String[] pairs;

    private final int hash;

    private Labels(String[] pairs) {
        this.pairs = pairs;
        this.hash = Arrays.hashCode(pairs);
    }

    public static Labels none() {
        return NONE;
    }

    /** The labels of that map; one with an empty value is none, as Prometheus has it. */
    public static Labels of(Map<String, String> labels) {
        String[] pairs = new String[labels.size() * 2];
        int next = 0;
        for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
            if (!label.getValue().isEmpty()) {
                pairs[next++] = label.getKey();
                pairs[next++] = label.getValue();
            }
        }
        return next == 0 ? NONE : new Labels(Arrays.copyOf(pairs, next));
    }

    public int size() {
        return pairs.length / 2;
    }

    public String name(int index) {
        return pairs[index * 2];
    }

    public String value(int index) {
        return pairs[index * 2 + 1];
    }

    /** The value of that label, or an empty text where there is none. */
    public String get(String name) {
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = name.compareTo(name(middle));
            if (order == 0) {
                return value(middle);
            }
            if (order < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return "";
    }

    public Map<String, String> toMap() {
        Map<String, String> map = new LinkedHashMap<>();
        for (int index = 0; index < size(); index++) {
            map.put(name(index), value(index));
        }
        return map;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Labels labels && hash == labels.hash && Arrays.equals(pairs, labels.pairs);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** For example {@code http_requests_total{job="api", method="GET"}}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(get(NAME)).append('{');
        String separator = "";
        for (int index = 0; index < size(); index++) {
            if (!name(index).equals(NAME)) {
                String value =
                        value(index).replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
                text.append(separator)
                        .append(name(index))
                        .append("=\"")
                        .append(value)
                        .append('"');
                separator = ", ";
            }
        }
        return text.append('}').toString();
    }
}
