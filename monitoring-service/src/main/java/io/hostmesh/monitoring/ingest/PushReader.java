package io.hostmesh.monitoring.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.sample.Micros;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a push in one pass, without an object per sample, and names every field that is wrong (the first
 * {@value #MAXIMUM_ERRORS} of them). A push is taken whole or not at all. One instance reads one body.
 */
final class PushReader {

    static final int MAXIMUM_ERRORS = 100;
    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    private final PushLimits limits;
    private final long earliest;
    private final long latest;
    private final List<FieldError> errors = new ArrayList<>();

    @Nullable
    String server;

    String[] metrics = new String[16];
    long[] takenAt = new long[16];
    double[] values = new double[16];
    int size;

    /** The labels of each sample, null for one without; null where no sample has any. */
    @Nullable
    Labels @Nullable [] labels;

    private boolean samplesGiven;

    PushReader(PushLimits limits, Instant now) {
        this.limits = limits;
        this.earliest = Micros.of(now.minus(limits.maximumPast()));
        this.latest = Micros.of(now.plus(limits.maximumFuture()));
    }

    /**
     * Reads the body.
     *
     * @return what is wrong with it; empty where it is good
     * @throws IOException for bytes that are no JSON
     */
    List<FieldError> read(byte[] body) throws IOException {
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                refuse("", "must be an object with samples");
                return errors;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (field) {
                    case "samples" -> readSamples(parser, value);
                    case "server" -> server = text(parser, value, "server");
                    default -> {
                        refuse(field, "is not known");
                        parser.skipChildren();
                    }
                }
            }
            if (parser.nextToken() != null) {
                refuse("", "must be one object and nothing after it");
            }
        }
        if (!samplesGiven) {
            refuse("samples", "must be given");
        }
        return errors;
    }

    /** The series of a sample, its metric among the labels. */
    Labels seriesOf(int index) {
        Labels given = labels == null || index >= labels.length ? null : labels[index];
        return given == null ? Labels.of(Map.of(Labels.NAME, metrics[index])) : given;
    }

    private void readSamples(JsonParser parser, JsonToken token) throws IOException {
        samplesGiven = true;
        if (token != JsonToken.START_ARRAY) {
            refuse("samples", "must be an array");
            parser.skipChildren();
            return;
        }
        int index = 0;
        for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = next(parser)) {
            if (index >= limits.maximumSamples()) {
                parser.skipChildren();
            } else if (item == JsonToken.START_OBJECT) {
                readSample(parser, index);
            } else {
                refuse("samples[" + index + "]", "must be an object");
                parser.skipChildren();
            }
            index++;
        }
        if (index == 0) {
            refuse("samples", "must hold at least one sample");
        }
        if (index > limits.maximumSamples()) {
            refuse("samples", "must hold at most " + limits.maximumSamples() + " samples, got " + index);
        }
    }

    private void readSample(JsonParser parser, int index) throws IOException {
        String metric = null;
        double value = Double.NaN;
        long time = Long.MIN_VALUE;
        boolean metricGiven = false;
        boolean valueGiven = false;
        boolean timeGiven = false;
        Map<String, String> given = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken token = parser.nextToken();
            switch (field) {
                case "metric" -> {
                    metricGiven = true;
                    metric = metric(parser, token, index);
                }
                case "value" -> {
                    valueGiven = true;
                    value = number(parser, token, index);
                }
                case "timestamp" -> {
                    timeGiven = true;
                    time = time(parser, token, index);
                }
                case "labels" -> given = labels(parser, token, index);
                default -> {
                    refuse(index, field, "is not known");
                    parser.skipChildren();
                }
            }
        }
        requireGiven(metricGiven, index, "metric");
        requireGiven(valueGiven, index, "value");
        requireGiven(timeGiven, index, "timestamp");
        if (errors.isEmpty() && metric != null) {
            add(metric, time, value);
            if (given != null) {
                label(metric, given);
            }
        }
    }

    /** Gives the last sample that was added its labels. */
    private void label(String metric, Map<String, String> given) {
        if (labels == null || labels.length < size) {
            labels = labels == null ? new Labels[values.length] : Arrays.copyOf(labels, values.length);
        }
        given.put(Labels.NAME, metric);
        labels[size - 1] = Labels.of(given);
    }

    private @Nullable Map<String, String> labels(JsonParser parser, JsonToken token, int index) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            refuse(index, "labels", "must be an object of texts");
            parser.skipChildren();
            return null;
        }
        Map<String, String> given = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value != JsonToken.VALUE_STRING) {
                refuse(index, "labels." + shortened(name), "must be a text");
                parser.skipChildren();
            } else if (name.equals(Labels.NAME) || !LABEL.matcher(name).matches()) {
                refuse(index, "labels", "must have names of letters, digits and _, which do not begin with a digit");
            } else if (given.put(name, parser.getText()) != null) {
                refuse(index, "labels." + shortened(name), "must be given once");
            }
        }
        return given;
    }

    private static String shortened(String name) {
        return name.length() > 40 ? name.substring(0, 40) + "..." : name;
    }

    private @Nullable String metric(JsonParser parser, JsonToken token, int index) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            refuse(index, "metric", "must be a text");
            parser.skipChildren();
            return null;
        }
        String metric = parser.getText();
        if (metric.isEmpty() || metric.length() > limits.maximumMetricLength()) {
            refuse(index, "metric", "must have 1 to " + limits.maximumMetricLength() + " characters");
        } else if (!isName(metric)) {
            refuse(index, "metric", "must begin with a letter or _, then letters, digits, _, : and . only");
        }
        return metric;
    }

    private double number(JsonParser parser, JsonToken token, int index) throws IOException {
        if (!token.isNumeric()) {
            refuse(index, "value", "must be a number");
            parser.skipChildren();
            return Double.NaN;
        }
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            refuse(index, "value", "must be within the range of a double");
        }
        return value;
    }

    private long time(JsonParser parser, JsonToken token, int index) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            refuse(index, "timestamp", "must be a text such as 2026-11-22T00:00:00.123Z");
            parser.skipChildren();
            return 0;
        }
        long time;
        try {
            time = Micros.of(Instant.parse(parser.getText()));
        } catch (DateTimeParseException | ArithmeticException notATime) {
            refuse(index, "timestamp", "must be a time such as 2026-11-22T00:00:00.123Z");
            return 0;
        }
        if (time > latest) {
            refuse(
                    index,
                    "timestamp",
                    "must be at most " + limits.maximumFuture().toSeconds() + " s in the future");
        } else if (time < earliest) {
            refuse(index, "timestamp", "must be at most " + limits.maximumPast().toSeconds() + " s old");
        }
        return time;
    }

    private @Nullable String text(JsonParser parser, JsonToken token, String field) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            refuse(field, "must be a text");
            parser.skipChildren();
            return null;
        }
        String text = parser.getText();
        if (text.indexOf('\0') >= 0) {
            refuse(field, "must not have the character U+0000");
        }
        return text;
    }

    private void add(String metric, long time, double value) {
        if (size == values.length) {
            metrics = Arrays.copyOf(metrics, size * 2);
            takenAt = Arrays.copyOf(takenAt, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        metrics[size] = metric;
        takenAt[size] = time;
        values[size] = value;
        size++;
    }

    private void requireGiven(boolean given, int index, String field) {
        if (!given) {
            refuse(index, field, "must be given");
        }
    }

    private void refuse(int index, String field, String message) {
        refuse("samples[" + index + "]." + field, message);
    }

    private void refuse(String field, String message) {
        if (errors.size() < MAXIMUM_ERRORS) {
            errors.add(new FieldError(field, message));
        }
    }

    private static JsonToken next(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        return token == null ? JsonToken.END_ARRAY : token;
    }

    private static boolean isName(String metric) {
        for (int index = 0; index < metric.length(); index++) {
            char character = metric.charAt(index);
            boolean letter = (character >= 'a' && character <= 'z')
                    || (character >= 'A' && character <= 'Z')
                    || character == '_';
            boolean later = (character >= '0' && character <= '9') || character == ':' || character == '.';
            if (!letter && (index == 0 || !later)) {
                return false;
            }
        }
        return true;
    }
}
