package io.hostmesh.monitoring.scrape;

import io.hostmesh.monitoring.label.Labels;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads Prometheus' text format 0.0.4, and of OpenMetrics 1.0 what that has in common with it: samples, without exemplars and
 * creation times. Comments are stepped over. One instance reads one text.
 */
final class ExpositionReader {

    /** Takes what was read; {@code timeMillis} is null for a sample without a time of its own. */
    interface Samples {
        void add(Map<String, String> labels, double value, @Nullable Long timeMillis);
    }

    private static final double MILLIS = 1_000;

    private final String text;
    private final boolean openMetrics;
    private final Samples samples;
    private int position;
    private int line = 1;

    ExpositionReader(String text, boolean openMetrics, Samples samples) {
        this.text = text;
        this.openMetrics = openMetrics;
        this.samples = samples;
    }

    /**
     * Reads all of it.
     *
     * @throws MalformedExpositionException at the first line that is none; what was read before counts for nothing
     */
    void read() {
        while (position < text.length()) {
            skipBlanks();
            if (!atEndOfLine()) {
                if (peek() == '#') {
                    skipLine();
                } else {
                    sample();
                }
            }
            if (position < text.length()) {
                position++;
                line++;
            }
        }
    }

    private void sample() {
        Map<String, String> labels = new HashMap<>();
        if (peek() != '{') {
            labels.put(Labels.NAME, name(true));
        }
        skipBlanks();
        if (!atEndOfLine() && peek() == '{') {
            position++;
            labels(labels);
            skipBlanks();
        }
        if (!labels.containsKey(Labels.NAME)) {
            throw expected("the name of a metric");
        }
        double value = number(word("a value"));
        skipBlanks();
        Long time = null;
        if (!atEndOfLine() && peek() != '#') {
            time = time(word("a time"));
            skipBlanks();
        }
        if (!atEndOfLine()) {
            if (!openMetrics || peek() != '#') {
                throw expected("the end of the line");
            }
            skipLine();
        }
        samples.add(labels, value, time);
    }

    private void labels(Map<String, String> labels) {
        skipBlanks();
        while (true) {
            if (atEndOfLine()) {
                throw expected("} at the end of the labels");
            }
            if (peek() == '}') {
                position++;
                return;
            }
            label(labels);
            skipBlanks();
            if (!atEndOfLine() && peek() == ',') {
                position++;
                skipBlanks();
            } else if (atEndOfLine() || peek() != '}') {
                throw expected("a comma or } after a label");
            }
        }
    }

    /** A label, or a metric's name in quotes, which names beyond the classic alphabet need. */
    private void label(Map<String, String> labels) {
        boolean quoted = peek() == '"';
        String name = quoted ? quoted() : name(false);
        skipBlanks();
        if (quoted && (atEndOfLine() || peek() != '=')) {
            putOnce(labels, Labels.NAME, name);
            return;
        }
        if (atEndOfLine() || peek() != '=') {
            throw expected("= after the name of a label");
        }
        position++;
        skipBlanks();
        if (atEndOfLine() || peek() != '"') {
            throw expected("the value of a label in quotes");
        }
        putOnce(labels, name, quoted());
    }

    private void putOnce(Map<String, String> labels, String name, String value) {
        if (labels.putIfAbsent(name, value) != null) {
            throw expected("each label once, got " + name + " twice");
        }
    }

    private String name(boolean ofMetric) {
        int from = position;
        while (position < text.length() && isNamePart(peek(), ofMetric, position > from)) {
            position++;
        }
        if (position == from) {
            throw expected(ofMetric ? "the name of a metric" : "the name of a label");
        }
        return text.substring(from, position);
    }

    private static boolean isNamePart(char next, boolean ofMetric, boolean later) {
        return (next >= 'a' && next <= 'z')
                || (next >= 'A' && next <= 'Z')
                || next == '_'
                || (ofMetric && next == ':')
                || (later && next >= '0' && next <= '9');
    }

    private String quoted() {
        position++;
        StringBuilder value = new StringBuilder();
        while (!atEndOfLine()) {
            char next = text.charAt(position++);
            if (next == '"') {
                return value.toString();
            }
            value.append(next == '\\' ? escaped() : next);
        }
        throw expected("a quote at the end of a value");
    }

    /** A backslash before another character than the three stands for itself, as Prometheus has it. */
    private String escaped() {
        if (atEndOfLine()) {
            throw expected("a character after a backslash");
        }
        char next = text.charAt(position++);
        return switch (next) {
            case 'n' -> "\n";
            case '\\' -> "\\";
            case '"' -> "\"";
            default -> "\\" + next;
        };
    }

    private String word(String what) {
        int from = position;
        while (!atEndOfLine() && peek() != ' ' && peek() != '\t') {
            position++;
        }
        if (position == from) {
            throw expected(what);
        }
        return text.substring(from, position);
    }

    private double number(String word) {
        String bare = word.startsWith("+") || word.startsWith("-") ? word.substring(1) : word;
        if (bare.equalsIgnoreCase("inf") || bare.equalsIgnoreCase("infinity")) {
            return word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (bare.equalsIgnoreCase("nan")) {
            return Double.NaN;
        }
        char last = word.charAt(word.length() - 1);
        try {
            // Java's suffixes for float and double are no part of a number here.
            if ("fFdD".indexOf(last) < 0) {
                return Double.parseDouble(word);
            }
        } catch (NumberFormatException e) {
            throw expected("a number, got " + shortened(word));
        }
        throw expected("a number, got " + shortened(word));
    }

    private long time(String word) {
        if (openMetrics) {
            double seconds = number(word);
            if (Double.isFinite(seconds) && Math.abs(seconds) < Long.MAX_VALUE / MILLIS) {
                return Math.round(seconds * MILLIS);
            }
            throw expected("a time in seconds, got " + shortened(word));
        }
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw expected("a time in whole milliseconds, got " + shortened(word));
        }
    }

    private char peek() {
        return text.charAt(position);
    }

    private boolean atEndOfLine() {
        if (position >= text.length() || text.charAt(position) == '\n') {
            return true;
        }
        return text.charAt(position) == '\r'
                && position + 1 < text.length()
                && text.charAt(position + 1) == '\n'
                && ++position > 0;
    }

    private void skipBlanks() {
        while (position < text.length() && (peek() == ' ' || peek() == '\t')) {
            position++;
        }
    }

    private void skipLine() {
        while (!atEndOfLine()) {
            position++;
        }
    }

    private MalformedExpositionException expected(String what) {
        return new MalformedExpositionException(line, what);
    }

    private static String shortened(String word) {
        return word.length() > 40 ? word.substring(0, 40) + "..." : word;
    }
}
