package io.hostmesh.monitoring.ruleset;

import com.google.re2j.PatternSyntaxException;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.monitoring.label.LabelMatcher;
import io.hostmesh.monitoring.rule.AnomalySettings;
import io.hostmesh.monitoring.rule.Comparison;
import io.hostmesh.monitoring.rule.Condition;
import io.hostmesh.monitoring.rule.Condition.Function;
import io.hostmesh.monitoring.rule.Level;
import io.hostmesh.monitoring.rule.Rule;
import io.hostmesh.monitoring.rule.Selector;
import io.hostmesh.monitoring.rule.Severity;
import io.hostmesh.monitoring.ruleset.RuleBody.ConditionBody;
import io.hostmesh.monitoring.ruleset.RuleBody.ConditionType;
import io.hostmesh.monitoring.ruleset.RuleBody.MatcherBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes rules of what customers ask for, and says all that is wrong with it at once. */
final class RuleReader {

    private static final long SECOND = 1_000_000;
    private static final Pattern METRIC = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final int LONGEST_TEXT = 200;
    private static final int LONGEST_NAME = 80;
    private static final int MOST_MATCHERS = 16;
    private static final int MOST_LABELS = 16;
    private static final int DEFAULT_MISSING_SECONDS = 300;
    private static final int LONGEST_SECONDS = 86_400;
    private static final int LONGEST_BUCKET_SECONDS = 3_600;
    private static final int LEAST_BUCKETS = 24;
    private static final int MOST_BUCKETS = 10_000;

    private final int longestWindowSeconds;
    private final List<FieldError> errors = new ArrayList<>();

    /** A reader for one request, with the longest window of the past that rules may look back on. */
    RuleReader(int longestWindowSeconds) {
        this.longestWindowSeconds = longestWindowSeconds;
    }

    List<FieldError> errors() {
        return errors;
    }

    /** The rule, or null where something is wrong. */
    @Nullable
    Rule read(String id, String accountId, RuleBody body, long version) {
        String name = body.name();
        if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
            wrong("name", "must have between 1 and " + LONGEST_NAME + " characters");
        }
        range("forSeconds", body.forSeconds(), 0, LONGEST_SECONDS);
        range("keepFiringForSeconds", body.keepFiringForSeconds(), 0, LONGEST_SECONDS);
        range("missingAfterSeconds", body.missingAfterSeconds(), 5, longestWindowSeconds);
        labels(body.labels());
        Condition condition = condition(body.condition());
        if (condition instanceof Condition.Absence && Objects.requireNonNullElse(body.forSeconds(), 0) != 0) {
            wrong("forSeconds", "must be 0 for an absence; condition.afterSeconds says how long nothing must come");
        }
        if (!errors.isEmpty() || condition == null || name == null) {
            return null;
        }
        return new Rule(
                id,
                accountId,
                name.strip(),
                Objects.requireNonNullElse(body.severity(), Severity.WARNING),
                condition,
                SECOND * Objects.requireNonNullElse(body.forSeconds(), 0),
                SECOND * Objects.requireNonNullElse(body.keepFiringForSeconds(), 0),
                SECOND
                        * Objects.requireNonNullElse(
                                body.missingAfterSeconds(), Math.min(DEFAULT_MISSING_SECONDS, longestWindowSeconds)),
                Objects.requireNonNullElse(body.labels(), Map.of()),
                version);
    }

    private @Nullable Condition condition(@Nullable ConditionBody body) {
        if (body == null) {
            wrong("condition", "is required");
            return null;
        }
        ConditionType type = body.type();
        if (type == null) {
            wrong("condition.type", "is required: threshold, rate, ratio, absence, aggregate or anomaly");
            return null;
        }
        Selector selector = selector("condition.", body.metric(), body.matchers(), type != ConditionType.ABSENCE);
        foreign(type, body);
        int before = errors.size();
        Condition condition =
                switch (type) {
                    case THRESHOLD -> threshold(selector, body);
                    case RATE -> rate(selector, body);
                    case RATIO -> ratio(selector, body);
                    case ABSENCE -> absence(selector, body);
                    case AGGREGATE -> aggregate(selector, body);
                    case ANOMALY -> anomaly(selector, body);
                };
        return errors.size() == before ? condition : null;
    }

    private @Nullable Condition threshold(Selector selector, ConditionBody body) {
        Level level = level(body);
        return level == null ? null : new Condition.Threshold(selector, level);
    }

    private @Nullable Condition rate(Selector selector, ConditionBody body) {
        Level level = level(body);
        Integer window = body.windowSeconds();
        if (window == null) {
            wrong("condition.windowSeconds", "is required for a rate");
        }
        range("condition.windowSeconds", window, 10, longestWindowSeconds);
        return level == null || window == null
                ? null
                : new Condition.Rate(
                        selector, window * SECOND, Objects.requireNonNullElse(body.counter(), true), level);
    }

    private @Nullable Condition ratio(Selector selector, ConditionBody body) {
        Level level = level(body);
        List<String> on = names("condition.on", body.on());
        if (body.divisor() == null) {
            wrong("condition.divisor", "is required for a ratio");
            return null;
        }
        Selector divisor = selector(
                "condition.divisor.", body.divisor().metric(), body.divisor().matchers(), true);
        return level == null ? null : new Condition.Ratio(selector, divisor, on, level);
    }

    private @Nullable Condition absence(Selector selector, ConditionBody body) {
        Integer after = body.afterSeconds();
        if (after == null) {
            wrong("condition.afterSeconds", "is required for an absence");
        }
        range("condition.afterSeconds", after, 10, LONGEST_SECONDS);
        List<String> by = names("condition.by", body.by());
        return after == null ? null : new Condition.Absence(selector, after * SECOND, by);
    }

    private @Nullable Condition aggregate(Selector selector, ConditionBody body) {
        Level level = level(body);
        Function function = body.function();
        Double percentile = body.percentile();
        if (function == null) {
            wrong("condition.function", "is required for an aggregate: mean, max, min, sum or percentile");
        } else if (function == Function.PERCENTILE && (percentile == null || !(percentile >= 0 && percentile <= 100))) {
            wrong("condition.percentile", "must be between 0 and 100 for the function percentile");
        } else if (function != Function.PERCENTILE && percentile != null) {
            wrong("condition.percentile", "is only for the function percentile");
        }
        List<String> by = names("condition.by", body.by());
        return level == null || function == null
                ? null
                : new Condition.Aggregate(selector, function, percentile == null ? 0 : percentile, by, level);
    }

    /** The level is of how many times the usual distance a figure is away from the usual: above 0, and upwards. */
    private @Nullable Condition anomaly(Selector selector, ConditionBody body) {
        Level level = level(body);
        if (level != null && !level.comparison().isUpward()) {
            wrong(
                    "condition.comparison",
                    "must be above or at-least for an anomaly: what is unusual is far from the usual");
        }
        if (level != null && level.clear() <= 0) {
            wrong("condition.clear", "must be more than 0 for an anomaly");
        }
        range("condition.bucketSeconds", body.bucketSeconds(), 1, LONGEST_BUCKET_SECONDS);
        range("condition.learnBuckets", body.learnBuckets(), LEAST_BUCKETS, MOST_BUCKETS);
        AnomalySettings usual = AnomalySettings.defaults();
        return level == null
                ? null
                : new Condition.Anomaly(
                        selector,
                        new AnomalySettings(
                                body.bucketSeconds() == null ? usual.bucket() : body.bucketSeconds() * SECOND,
                                Objects.requireNonNullElse(body.learnBuckets(), usual.training()),
                                usual.quantile(),
                                usual.smallestShare(),
                                usual.smoothing(),
                                Objects.requireNonNullElse(body.direction(), usual.direction())),
                        level);
    }

    private @Nullable Level level(ConditionBody body) {
        Comparison comparison = body.comparison();
        Double fire = body.fire();
        if (comparison == null) {
            wrong("condition.comparison", "is required: above, at-least, below or at-most");
        }
        if (fire == null || !Double.isFinite(fire)) {
            wrong("condition.fire", "is required: the value where the condition begins to hold");
        }
        if (comparison == null || fire == null || !Double.isFinite(fire)) {
            return null;
        }
        double clear = body.clear() == null ? fire : body.clear();
        if (!Double.isFinite(clear) || (comparison.isUpward() ? clear > fire : clear < fire)) {
            wrong(
                    "condition.clear",
                    "must not be " + (comparison.isUpward() ? "more" : "less") + " than condition.fire, which is "
                            + fire);
            return null;
        }
        return new Level(comparison, fire, clear);
    }

    /** What belongs to another type of condition says that something else was meant. */
    private void foreign(ConditionType type, ConditionBody body) {
        boolean levelled = type != ConditionType.ABSENCE;
        unless(levelled, "comparison", body.comparison());
        unless(levelled, "fire", body.fire());
        unless(levelled, "clear", body.clear());
        unless(type == ConditionType.RATE, "windowSeconds", body.windowSeconds());
        unless(type == ConditionType.RATE, "counter", body.counter());
        unless(type == ConditionType.RATIO, "divisor", body.divisor());
        unless(type == ConditionType.RATIO, "on", body.on());
        unless(type == ConditionType.AGGREGATE, "function", body.function());
        unless(type == ConditionType.AGGREGATE, "percentile", body.percentile());
        unless(type == ConditionType.AGGREGATE || type == ConditionType.ABSENCE, "by", body.by());
        unless(type == ConditionType.ABSENCE, "afterSeconds", body.afterSeconds());
        unless(type == ConditionType.ANOMALY, "direction", body.direction());
        unless(type == ConditionType.ANOMALY, "bucketSeconds", body.bucketSeconds());
        unless(type == ConditionType.ANOMALY, "learnBuckets", body.learnBuckets());
    }

    private void unless(boolean fits, String field, @Nullable Object value) {
        if (!fits && value != null) {
            wrong("condition." + field, "is not for a condition of this type");
        }
    }

    private Selector selector(
            String path, @Nullable String metric, @Nullable List<@Nullable MatcherBody> matchers, boolean required) {
        if (metric == null && required) {
            wrong(path + "metric", "is required");
        } else if (metric != null
                && (metric.length() > LONGEST_TEXT || !METRIC.matcher(metric).matches())) {
            wrong(path + "metric", "must be the name of a metric: letters, digits, _ and :, no digit first");
        }
        List<LabelMatcher> read = new ArrayList<>();
        List<@Nullable MatcherBody> all = matchers == null ? List.of() : matchers;
        if (all.size() > MOST_MATCHERS) {
            wrong(path + "matchers", "must be at most " + MOST_MATCHERS);
        }
        for (int index = 0; index < all.size(); index++) {
            LabelMatcher matcher = matcher(path + "matchers[" + index + "]", all.get(index));
            if (matcher != null) {
                read.add(matcher);
            }
        }
        return new Selector(metric, read);
    }

    private @Nullable LabelMatcher matcher(String path, @Nullable MatcherBody body) {
        if (body == null || body.label() == null || !LABEL.matcher(body.label()).matches()) {
            wrong(path + ".label", "must be the name of a label: letters, digits and _, no digit first");
            return null;
        }
        String value = body.value() == null ? "" : body.value();
        if (value.length() > LONGEST_TEXT) {
            wrong(path + ".value", "must have at most " + LONGEST_TEXT + " characters");
            return null;
        }
        String sign = body.comparison() == null ? "=" : body.comparison();
        for (LabelMatcher.Comparison comparison : LabelMatcher.Comparison.values()) {
            if (comparison.sign().equals(sign)) {
                try {
                    return new LabelMatcher(body.label(), comparison, value);
                } catch (PatternSyntaxException e) {
                    wrong(path + ".value", "must be a regular expression of RE2: " + e.getMessage());
                    return null;
                }
            }
        }
        wrong(path + ".comparison", "must be one of =, !=, =~ and !~");
        return null;
    }

    private List<String> names(String path, @Nullable List<@Nullable String> names) {
        List<String> read = new ArrayList<>();
        for (String name : names == null ? List.<@Nullable String>of() : names) {
            if (name == null || !LABEL.matcher(name).matches()) {
                wrong(path, "must be names of labels: letters, digits and _, no digit first");
            } else {
                read.add(name);
            }
        }
        if (read.size() > MOST_LABELS) {
            wrong(path, "must be at most " + MOST_LABELS);
        }
        return read;
    }

    private void labels(@Nullable Map<String, String> labels) {
        if (labels == null) {
            return;
        }
        if (labels.size() > MOST_LABELS) {
            wrong("labels", "must be at most " + MOST_LABELS);
        }
        labels.forEach((name, value) -> {
            if (!LABEL.matcher(name).matches() || name.length() > LONGEST_TEXT) {
                wrong("labels", "must have names of letters, digits and _, no digit first; got " + name);
            }
            if (value == null || value.isEmpty() || value.length() > LONGEST_TEXT) {
                wrong("labels." + name, "must have between 1 and " + LONGEST_TEXT + " characters");
            }
        });
    }

    private void range(String field, @Nullable Integer value, int least, int most) {
        if (value != null && (value < least || value > most)) {
            wrong(field, "must be between " + least + " and " + most);
        }
    }

    private void wrong(String field, String because) {
        errors.add(new FieldError(field, because));
    }
}
