package io.hostmesh.provisioning.label;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.kit.json.Json;
import io.hostmesh.kit.problem.Problem.FieldError;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The labels of an object: keys and values that its owner gave it. */
public record Labels(SortedMap<String, String> values) {

    public static final Labels NONE = new Labels(new TreeMap<>());

    private static final int MOST = 64;
    private static final int LONGEST_SHOWN = 80;
    private static final ObjectMapper JSON = Json.forEvents();

    public Labels {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** The labels of a request; none where they are absent. Only for those without {@link #errors}. */
    public static Labels of(@Nullable Map<String, String> asked) {
        return asked == null ? NONE : new Labels(new TreeMap<>(asked));
    }

    /** Everything that is wrong with the labels of a request, each by its key: {@code labels.env}. */
    public static void errors(@Nullable Map<String, String> asked, List<FieldError> errors) {
        if (asked == null) {
            return;
        }
        if (asked.size() > MOST) {
            errors.add(new FieldError("labels", "must be at most " + MOST + ", got " + asked.size()));
            return;
        }
        new TreeMap<>(asked).forEach((key, value) -> {
            String field = "labels." + (key.length() > LONGEST_SHOWN ? key.substring(0, LONGEST_SHOWN) + "..." : key);
            String wrongKey = LabelRules.wrongKey(key);
            String wrongValue = LabelRules.wrongValue(value);
            if (wrongKey != null) {
                errors.add(new FieldError(field, wrongKey));
            } else if (LabelRules.isReserved(key)) {
                errors.add(new FieldError(field, "begins with " + LabelRules.RESERVED_PREFIX + ", which is reserved"));
            }
            if (wrongValue != null) {
                errors.add(new FieldError(field, wrongValue));
            }
        });
    }

    /** As they are stored. */
    public String json() {
        try {
            return JSON.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected labels that can be written as JSON", e);
        }
    }

    /** What {@link #json} wrote. */
    public static Labels read(String json) {
        try {
            return new Labels(JSON.readValue(json, new TypeReference<TreeMap<String, String>>() {}));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected labels as a JSON object of texts, got " + json, e);
        }
    }
}
