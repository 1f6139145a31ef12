package io.hostmesh.provisioning.group;

import java.time.Duration;
import java.util.List;

/**
 * How soon a group tries again. It holds for every group of the installation.
 *
 * @param firstDelay how long no member is created after a new one failed; it doubles with each that fails next
 * @param longestDelay how long that delay gets
 * @param settlesAfter how long a member must have answered, and been warm, so that its failure is not one of a new member
 * @param arrivesWithin how long members that are asked for may take to answer until they are waited for no longer: the next step of a
 *     step policy is taken, and a group that has been too large for so long, and its stabilization, shrinks without them
 * @param recheck after how long a group is looked at again that waits for what it may not hear of: room, money, members' answers
 */
record Pace(
        Duration firstDelay, Duration longestDelay, Duration settlesAfter, Duration arrivesWithin, Duration recheck) {

    static final Pace DEFAULT = new Pace(
            Duration.ofSeconds(1),
            Duration.ofSeconds(8),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            Duration.ofSeconds(10));

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(1);

    void addErrors(List<String> errors) {
        range("first-delay", firstDelay, longestDelay, errors);
        range("longest-delay", longestDelay, LONGEST, errors);
        range("settles-after", settlesAfter, LONGEST, errors);
        range("arrives-within", arrivesWithin, LONGEST, errors);
        range("recheck", recheck, LONGEST, errors);
    }

    private static void range(String name, Duration value, Duration most, List<String> errors) {
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(most) > 0) {
            errors.add(name + " from " + SHORTEST + " to " + most + ", got " + value);
        }
    }

    /** How long no member is created after so many new ones in a row failed. */
    Duration delayAfter(int failures) {
        if (failures == 0) {
            return Duration.ZERO;
        }
        Duration delay = firstDelay;
        for (int doublings = 1; doublings < failures && delay.compareTo(longestDelay) < 0; doublings++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(longestDelay) < 0 ? delay : longestDelay;
    }

    boolean isLongestAfter(int failures) {
        return delayAfter(failures).equals(longestDelay);
    }

    /** How long a member must answer to have stayed. */
    Duration settled(Duration warmUp) {
        return warmUp.compareTo(settlesAfter) > 0 ? warmUp : settlesAfter;
    }
}
