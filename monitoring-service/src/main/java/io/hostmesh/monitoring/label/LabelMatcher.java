package io.hostmesh.monitoring.label;

import com.google.re2j.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one label, with the meaning it has in Prometheus and Alertmanager: a label that is not there is an empty text, and
 * an expression must match the whole value. Expressions are RE2's, whose time is linear in the text: a customer's expression
 * cannot hold the judge up.
 */
public final class LabelMatcher {

    /** How the value is compared. */
    public enum Comparison {
        EQUAL("="),
        NOT_EQUAL("!="),
        MATCHES("=~"),
        DOES_NOT_MATCH("!~");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }
    }

    private final String label;
    private final Comparison comparison;
    private final String value;
    private final @Nullable Pattern pattern;

    /**
     * A condition on that label.
     *
     * @throws com.google.re2j.PatternSyntaxException where the value should be an expression and is none
     */
    public LabelMatcher(String label, Comparison comparison, String value) {
        this.label = label;
        this.comparison = comparison;
        this.value = value;
        this.pattern = comparison == Comparison.MATCHES || comparison == Comparison.DOES_NOT_MATCH
                ? Expressions.compile(value, Pattern.DOTALL)
                : null;
    }

    public String label() {
        return label;
    }

    public Comparison comparison() {
        return comparison;
    }

    public String value() {
        return value;
    }

    public boolean matches(Labels labels) {
        return matches(labels.get(label));
    }

    private boolean matches(String actual) {
        return switch (comparison) {
            case EQUAL -> value.equals(actual);
            case NOT_EQUAL -> !value.equals(actual);
            case MATCHES -> pattern != null && pattern.matches(actual);
            case DOES_NOT_MATCH -> pattern == null || !pattern.matches(actual);
        };
    }

    /** Whether all of them match; without any, everything does. */
    public static boolean all(List<LabelMatcher> matchers, Labels labels) {
        for (LabelMatcher matcher : matchers) {
            if (!matcher.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return label + comparison.sign() + '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
