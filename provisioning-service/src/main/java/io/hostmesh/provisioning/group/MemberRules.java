package io.hostmesh.provisioning.group;

import java.time.Duration;

/**
 * Which of its members a group gives up, and how it replaces those of an older template.
 *
 * @param victim who goes first when the group shrinks
 */
record MemberRules(Victim victim, UpdateRules update) {

    static final MemberRules DEFAULT =
            new MemberRules(Victim.NEWEST, new UpdateRules(new Share(1, false), Duration.ZERO, true));

    /** Who goes first among those that are running; the others go before them. */
    enum Victim {
        OLDEST,
        NEWEST,
        /** The most expensive one, by the newest price of its plan. */
        COST,
        /** One of the location with the most members. */
        LOCATION_BALANCE
    }

    /**
     * How a new template is rolled out.
     *
     * @param maxUnavailable how many members may be away at a time
     * @param pause how long to wait between two batches
     * @param rollBack whether to return to the old template by itself when new members fail
     */
    record UpdateRules(Share maxUnavailable, Duration pause, boolean rollBack) {}

    /** A number of members, or a percentage of the group. */
    record Share(int amount, boolean percent) {

        private static final int WHOLE = 100;

        /** Of a group of that size: rounded down, and at least one. */
        int of(int members) {
            return Math.max(1, percent ? (int) ((long) members * amount / WHOLE) : amount);
        }
    }
}
