package io.hostmesh.monitoring.label;

import com.google.re2j.PatternSyntaxException;
import io.hostmesh.monitoring.label.LabelMatcher.Comparison;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads matchers as people write them: {@code server="srv_1"}, {@code kind!=overload}, {@code metric=~"cpu.*"}. */
public final class MatcherReader {

    /** The longest name or value that is read, in characters. */
    public static final int LONGEST = 500;

    private static final Pattern FORM =
            Pattern.compile("\\s*([a-zA-Z_][a-zA-Z0-9_.]*)\\s*(=~|!~|!=|=)\\s*(.*?)\\s*", Pattern.DOTALL);

    private MatcherReader() {}

    /**
     * The matcher of that text.
     *
     * @throws IllegalArgumentException where it is none; the message says what would be
     */
    public static LabelMatcher read(String text) {
        Matcher form = FORM.matcher(text);
        if (text.length() > 2 * LONGEST || !form.matches()) {
            throw new IllegalArgumentException(
                    "must be such as server=\"srv_1\", kind!=\"overload\" or metric=~\"cpu.*\"");
        }
        String value = unquote(form.group(3));
        if (form.group(1).length() > LONGEST || value.length() > LONGEST) {
            throw new IllegalArgumentException("must have a name and a value of at most " + LONGEST + " characters");
        }
        try {
            return new LabelMatcher(form.group(1), comparison(form.group(2)), value);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("must have an expression that RE2 reads: " + e.getDescription(), e);
        }
    }

    private static Comparison comparison(String sign) {
        for (Comparison comparison : Comparison.values()) {
            if (comparison.sign().equals(sign)) {
                return comparison;
            }
        }
        throw new IllegalArgumentException("must compare by =, !=, =~ or !~");
    }

    private static String unquote(String text) {
        if (!text.startsWith("\"")) {
            if (text.contains("\"")) {
                throw new IllegalArgumentException("must have quotes around the whole value, or none");
            }
            return text;
        }
        StringBuilder value = new StringBuilder(text.length());
        for (int index = 1; index < text.length(); index++) {
            char next = text.charAt(index);
            if (next == '"') {
                if (index == text.length() - 1) {
                    return value.toString();
                }
                break;
            }
            if (next == '\\' && index + 1 < text.length()) {
                index++;
                next = text.charAt(index);
            }
            value.append(next);
        }
        throw new IllegalArgumentException("must have quotes around the whole value, or none");
    }
}
