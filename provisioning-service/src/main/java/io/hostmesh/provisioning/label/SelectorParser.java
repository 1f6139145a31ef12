package io.hostmesh.provisioning.label;

import io.hostmesh.provisioning.label.Selector.Operator;
import io.hostmesh.provisioning.label.Selector.Requirement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a label selector from left to right. */
final class SelectorParser {

    private static final int LONGEST = 2000;
    private static final int MOST_REQUIREMENTS = 32;
    private static final int MOST_VALUES = 64;
    private static final String MARKS = "=!(),";

    private final String text;
    private int at;

    SelectorParser(String text) {
        this.text = text;
    }

    /** Says in words what was expected where. */
    static final class NotASelector extends Exception {

        NotASelector(String message) {
            super(message, null, false, false);
        }
    }

    Selector parse() throws NotASelector {
        if (text.length() > LONGEST) {
            throw new NotASelector("must have at most " + LONGEST + " characters");
        }
        List<Requirement> requirements = new ArrayList<>();
        do {
            requirements.add(requirement());
        } while (skip(","));
        if (at < text.length()) {
            throw wrong("',' or the end");
        }
        if (requirements.size() > MOST_REQUIREMENTS) {
            throw new NotASelector("must have at most " + MOST_REQUIREMENTS + " requirements");
        }
        return new Selector(requirements);
    }

    private Requirement requirement() throws NotASelector {
        if (skip("!")) {
            return new Requirement(key(), Operator.ABSENT, List.of());
        }
        String key = key();
        if (skip("==") || skip("=")) {
            return new Requirement(key, Operator.IN, List.of(value()));
        }
        if (skip("!=")) {
            return new Requirement(key, Operator.NOT_IN, List.of(value()));
        }
        if (at == text.length() || text.charAt(at) == ',') {
            return new Requirement(key, Operator.EXISTS, List.of());
        }
        return switch (word()) {
            case "in" -> new Requirement(key, Operator.IN, values());
            case "notin" -> new Requirement(key, Operator.NOT_IN, values());
            default -> throw wrong("'=', '!=', 'in', 'notin' or ','");
        };
    }

    private List<String> values() throws NotASelector {
        if (!skip("(")) {
            throw wrong("'('");
        }
        List<String> values = new ArrayList<>();
        do {
            values.add(value());
        } while (skip(","));
        if (!skip(")")) {
            throw wrong("',' or ')'");
        }
        if (values.size() > MOST_VALUES) {
            throw new NotASelector("must have at most " + MOST_VALUES + " values for one key");
        }
        return values;
    }

    private String key() throws NotASelector {
        int begin = begin();
        String key = word();
        if (key.isEmpty()) {
            throw wrong("a key");
        }
        refuse("key", key, LabelRules.wrongKey(key), begin);
        return key;
    }

    private String value() throws NotASelector {
        int begin = begin();
        String value = word();
        refuse("value", value, LabelRules.wrongValue(value), begin);
        return value;
    }

    private static void refuse(String what, String word, @Nullable String because, int begin) throws NotASelector {
        if (because != null) {
            throw new NotASelector(
                    "has the " + what + " '" + word + "' at character " + (begin + 1) + ", which " + because);
        }
    }

    private int begin() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** What stands up to the next mark or blank; blanks behind it are skipped. */
    private String word() {
        int begin = begin();
        while (at < text.length() && MARKS.indexOf(text.charAt(at)) < 0 && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        String word = text.substring(begin, at);
        begin();
        return word;
    }

    private boolean skip(String mark) {
        begin();
        if (!text.startsWith(mark, at)) {
            return false;
        }
        at += mark.length();
        return true;
    }

    private NotASelector wrong(String expected) {
        return new NotASelector("must be a label selector such as env=prod,zone in (a,b),!canary: expected " + expected
                + " at character " + (at + 1));
    }
}
