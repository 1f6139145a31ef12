package io.hostmesh.provisioning.server;

import io.hostmesh.provisioning.driver.LocationHealth;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * How many steps may be under way in each location: a slow one keeps no other waiting. One that is not available gets none, and a
 * single one when it is due to be tried again.
 */
final class LocationShares {

    private final IntSupplier share;
    private final Function<String, Optional<LocationHealth>> health;
    private final Clock clock;
    private final Map<String, Integer> underWay = new HashMap<>();

    /**
     * Shares that nobody has taken anything of.
     *
     * @param share the most steps that are to be under way in one location, as it is at the moment
     * @param health of a location, or empty where this instance has no driver for it
     */
    LocationShares(IntSupplier share, Function<String, Optional<LocationHealth>> health, Clock clock) {
        this.share = share;
        this.health = health;
        this.clock = clock;
    }

    synchronized void begun(String locationId) {
        underWay.merge(locationId, 1, Integer::sum);
    }

    synchronized void ended(String locationId) {
        underWay.computeIfPresent(locationId, (location, steps) -> steps > 1 ? steps - 1 : null);
    }

    /** How many steps can begin now in each of the locations; those in which none can are left out. It takes nothing. */
    synchronized Map<String, Integer> rooms(Collection<String> locationIds) {
        Map<String, Integer> rooms = new TreeMap<>();
        for (String location : locationIds) {
            int room = room(location);
            if (room > 0) {
                rooms.put(location, room);
            }
        }
        return rooms;
    }

    private int room(String locationId) {
        return Math.max(0, most(locationId) - underWay.getOrDefault(locationId, 0));
    }

    private int most(String locationId) {
        LocationHealth seen = health.apply(locationId).orElse(null);
        if (seen == null || seen.available()) {
            return share.getAsInt(); // A step in a location without a driver fails at once, and says so.
        }
        Instant retryAt = seen.retryAt();
        return retryAt == null || clock.instant().isBefore(retryAt) ? 0 : 1;
    }
}
