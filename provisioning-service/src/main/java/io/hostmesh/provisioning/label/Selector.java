package io.hostmesh.provisioning.label;

import io.hostmesh.kit.problem.Problem.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which labels the objects of a list must have, in the language of Kubernetes' label selectors:
 * {@code env=prod,tier!=web,zone in (a,b),size notin (s,m),canary,!draft}. All requirements must hold.
 */
public record Selector(List<Requirement> requirements) {

    public static final Selector ALL = new Selector(List.of());

    public Selector {
        requirements = List.copyOf(requirements);
    }

    /** How the value of a key is looked at. An object without the key has any of {@code NOT_IN}. */
    public enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        ABSENT
    }

    /** One requirement; {@code values} are for {@code IN} and {@code NOT_IN}. */
    public record Requirement(String key, Operator operator, List<String> values) {

        boolean holds(Labels labels) {
            String value = labels.values().get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case ABSENT -> value == null;
            };
        }
    }

    /** The selector in a parameter; all where it is absent or wrong, the latter with an error added. */
    public static Selector read(String field, @Nullable String text, List<FieldError> errors) {
        if (text == null || text.isBlank()) {
            return ALL;
        }
        try {
            return new SelectorParser(text).parse();
        } catch (SelectorParser.NotASelector e) {
            errors.add(new FieldError(field, String.valueOf(e.getMessage())));
            return ALL;
        }
    }

    /** Whether an object with those labels is selected. */
    public boolean matches(Labels labels) {
        return requirements.stream().allMatch(requirement -> requirement.holds(labels));
    }
}
