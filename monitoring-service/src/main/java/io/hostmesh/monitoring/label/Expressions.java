package io.hostmesh.monitoring.label;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Regular expressions of customers. RE2 matches in a time linear in the text, but what it makes of an expression grows with the
 * product of repetitions in repetitions: a line of text can ask for more memory than there is.
 */
public final class Expressions {

    /** So many states an expression may come to. */
    static final long MOST_STATES = 2_500;

    private Expressions() {}

    /**
     * The expression of that text.
     *
     * @throws PatternSyntaxException where it is none, or one that repeats too much
     */
    public static Pattern compile(String text, int flags) {
        if (states(text) > MOST_STATES) {
            throw new PatternSyntaxException("repeats too much: more than " + MOST_STATES + " states", text);
        }
        return Pattern.compile(text, flags);
    }

    /** At least about how many states it comes to: characters, and of what is repeated each repetition. */
    static long states(String text) {
        Deque<long[]> groups = new ArrayDeque<>();
        long total = 0;
        long last = 0;
        int index = 0;
        while (index < text.length()) {
            char next = text.charAt(index);
            if (next == '(') {
                groups.push(new long[] {total});
                total = 0;
                last = 0;
                index++;
            } else if (next == ')' && !groups.isEmpty()) {
                last = total + 1;
                total = bounded(groups.pop()[0] + last);
                index++;
            } else if (next == '{' && repetitionEnd(text, index) > 0) {
                int end = repetitionEnd(text, index);
                long repeated = bounded(last * Math.max(1, most(text.substring(index + 1, end))));
                total = bounded(total - last + repeated);
                last = repeated;
                index = end + 1;
            } else {
                last = 1;
                total = bounded(total + 1);
                index = atomEnd(text, index);
            }
        }
        while (!groups.isEmpty()) {
            total = bounded(total + groups.pop()[0]);
        }
        return total;
    }

    /** Where a class, an escaped or a plain character ends. */
    private static int atomEnd(String text, int from) {
        if (text.charAt(from) == '\\') {
            return Math.min(text.length(), from + 2);
        }
        if (text.charAt(from) != '[') {
            return from + 1;
        }
        int index = from + 1;
        if (index < text.length() && text.charAt(index) == '^') {
            index++;
        }
        for (int first = index; index < text.length(); index++) {
            char next = text.charAt(index);
            if (next == '\\') {
                index++;
            } else if (next == ']' && index > first) {
                return index + 1;
            }
        }
        return from + 1;
    }

    /** Where the repetition that begins there ends; 0 where it is none but characters. */
    private static int repetitionEnd(String text, int from) {
        int index = from + 1;
        while (index < text.length() && (Character.isDigit(text.charAt(index)) || text.charAt(index) == ',')) {
            index++;
        }
        return index < text.length() && text.charAt(index) == '}' && index > from + 1 ? index : 0;
    }

    private static long most(String repetition) {
        long most = 0;
        for (String count : repetition.split(",", -1)) {
            if (!count.isEmpty()) {
                most = Math.max(most, count.length() > 6 ? MOST_STATES + 1 : Long.parseLong(count));
            }
        }
        return most;
    }

    private static long bounded(long states) {
        return Math.min(states, Integer.MAX_VALUE);
    }
}
