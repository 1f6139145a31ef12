package io.hostmesh.provisioning.label;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a label's key and value may be: the rules of Kubernetes, so that the same labels can be used in both. */
final class LabelRules {

    /** The prefix that is kept for what the platform says itself. */
    static final String RESERVED_PREFIX = "hostmesh.io";

    private static final int LONGEST_PART = 63;
    private static final int LONGEST_PREFIX = 253;
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");
    private static final Pattern PREFIX =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    private LabelRules() {}

    /** In words, what is wrong with a key, or null for a good one. */
    static @Nullable String wrongKey(String key) {
        int slash = key.indexOf('/');
        String name = key.substring(slash + 1);
        if (slash >= 0) {
            String prefix = key.substring(0, slash);
            if (prefix.length() > LONGEST_PREFIX || !PREFIX.matcher(prefix).matches()) {
                return "needs a DNS name of at most " + LONGEST_PREFIX + " characters before the slash";
            }
        }
        if (name.length() > LONGEST_PART || !PART.matcher(name).matches()) {
            return "needs a name of 1 to " + LONGEST_PART
                    + " letters, digits, '-', '_' and '.' that begins and ends with a letter or digit";
        }
        return null;
    }

    /** In words, what is wrong with a value, or null for a good one. */
    static @Nullable String wrongValue(@Nullable String value) {
        boolean good = value != null
                && value.length() <= LONGEST_PART
                && (value.isEmpty() || PART.matcher(value).matches());
        return good
                ? null
                : "must be a text of at most " + LONGEST_PART
                        + " letters, digits, '-', '_' and '.' that begins and ends with a letter or digit, or empty";
    }

    static boolean isReserved(String key) {
        int slash = key.indexOf('/');
        String prefix = slash < 0 ? "" : key.substring(0, slash);
        return prefix.equals(RESERVED_PREFIX) || prefix.endsWith("." + RESERVED_PREFIX);
    }
}
