package io.hostmesh.provisioning.label;

import java.util.regex.Pattern;

/** What servers, groups and keys may be called: what can be part of a host's name, in upper case too. */
public final class Names {

    /** In characters. */
    public static final int LONGEST = 63;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");

    private Names() {}

    public static boolean isGood(String name, int longest) {
        return name.length() <= longest && NAME.matcher(name).matches();
    }

    /** In words, what a name must be. */
    public static String rule(int longest) {
        return "must have 1 to " + longest
                + " letters, digits, '-', '_' and '.', and begin and end with a letter or digit";
    }
}
