package io.hostmesh.provisioning.group;

import java.util.ArrayList;
import java.util.List;

/**
 * How much of what goes wrong a group takes before it stops by itself. It holds for every group of the installation.
 *
 * @param creationFailures after so many new members in a row that never answered, no more is made until the owner changes or
 *     resumes the group
 * @param replacedPercent how much of a group is replaced at a time when its members fail; it is always at least one member
 * @param updateFailures after so many new members in a row that failed before they had stayed, an update is rolled back or
 *     paused
 * @param pace how soon it tries again before that
 */
record Restraint(int creationFailures, int replacedPercent, int updateFailures, Pace pace) {

    static final Restraint DEFAULT = new Restraint(5, 10, 3, Pace.DEFAULT);

    private static final int MOST_FAILURES = 100;
    private static final int WHOLE = 100;

    /** What is wrong with it, in words that begin with the setting; empty where nothing is. */
    List<String> errors() {
        List<String> errors = new ArrayList<>();
        range("creation-failures", creationFailures, MOST_FAILURES, errors);
        range("replaced-percent", replacedPercent, WHOLE, errors);
        range("update-failures", updateFailures, MOST_FAILURES, errors);
        pace.addErrors(errors);
        return errors;
    }

    private static void range(String name, int value, int most, List<String> errors) {
        if (value < 1 || value > most) {
            errors.add(name + " from 1 to " + most + ", got " + value);
        }
    }

    /** How many members of a group of that size are replaced at a time. */
    int replacedOf(int members) {
        return Math.max(1, (int) ((long) members * replacedPercent / WHOLE));
    }

    boolean stops(Creations creations) {
        return creations.unanswered() >= creationFailures;
    }
}
