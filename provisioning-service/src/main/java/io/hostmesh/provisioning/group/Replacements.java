package io.hostmesh.provisioning.group;

/**
 * How many failed members are replaced at a time: a share of the group and at least one, so that what makes members fail does
 * not take the whole group through it at once. While nobody runs it is one: the next is made when that one answers or fails.
 * No cooldown delays it.
 */
final class Replacements {

    private Replacements() {}

    /** How many more may be made now. */
    static int allowed(Situation situation) {
        long underWay = situation.members().stream()
                .filter(member -> member.phase() == Member.Phase.BUILDING)
                .filter(member -> !member.traits().replaces().isEmpty())
                .count();
        boolean anyRuns = situation.members().stream().anyMatch(member -> member.phase() == Member.Phase.RUNNING);
        int share = anyRuns ? situation.restraint().replacedOf(situation.group().desired()) : 1;
        return (int) Math.max(0, share - underWay);
    }
}
