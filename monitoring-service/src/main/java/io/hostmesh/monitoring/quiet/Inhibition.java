package io.hostmesh.monitoring.quiet;

import static io.hostmesh.monitoring.quiet.FiringAlert.FAILURE;
import static io.hostmesh.monitoring.quiet.FiringAlert.KIND;
import static io.hostmesh.monitoring.quiet.FiringAlert.LOCATION;
import static io.hostmesh.monitoring.quiet.FiringAlert.SERVER;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Which firing alerts explain others: a location that is silent explains whatever is wrong with the servers there, and a server that
 * failed explains whatever else is wrong with it. What a group has too much or too little to do is never explained by one of
 * its servers, since it is about the others.
 *
 * <p>An explanation is of a higher level than what it explains, so alerts cannot mute each other in a circle.
 */
public final class Inhibition {

    private Inhibition() {}

    /** The group keys of those of {@code others} that explain the alert. */
    public static List<String> explaining(FiringAlert alert, Collection<FiringAlert> others) {
        TreeSet<String> keys = new TreeSet<>();
        for (FiringAlert other : others) {
            if (explains(other, alert)) {
                keys.add(other.ownGroupKey());
            }
        }
        return List.copyOf(keys);
    }

    /** The outage that an alert is part of: the widest that explains it, or one of its own. */
    public static String groupKey(FiringAlert alert, List<String> explaining) {
        return explaining.stream()
                .min((one, other) -> Boolean.compare(!one.startsWith(LOCATION), !other.startsWith(LOCATION)))
                .orElseGet(alert::ownGroupKey);
    }

    static boolean explains(FiringAlert cause, FiringAlert effect) {
        if (!cause.labels().get(KIND).equals(FAILURE) || !concerns(cause, effect)) {
            return false;
        }
        if (cause.isOf(SERVER)) {
            return same(SERVER, cause, effect) && !effect.labels().get(KIND).equals(FAILURE);
        }
        return cause.isOf(LOCATION) && effect.isOf(SERVER) && same(LOCATION, cause, effect);
    }

    /** What is wrong with an account's servers explains that account's alerts only; the operator's, everyone's. */
    private static boolean concerns(FiringAlert cause, FiringAlert effect) {
        return cause.accountId() == null || cause.accountId().equals(effect.accountId());
    }

    private static boolean same(String label, FiringAlert one, FiringAlert other) {
        return one.labels().get(label).equals(other.labels().get(label));
    }
}
