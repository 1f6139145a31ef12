package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.RefusedException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads and changes holders; a change is of the newest version, however many change it at once. */
final class Holders {

    private static final int MOST_CONFLICTS = 20;

    private final ObjectCalls<ConfigMap> calls;
    private final KnownObjects<ConfigMap> known;
    private final PodSettings settings;

    Holders(ObjectCalls<ConfigMap> calls, KnownObjects<ConfigMap> known, PodSettings settings) {
        this.calls = calls;
        this.known = known;
        this.settings = settings;
    }

    @Nullable
    Holder get(String serverId) {
        ConfigMap map = calls.get(Tags.name(serverId));
        return map == null ? null : read(serverId, map);
    }

    /** The holder that is there, or the one given, which is kept. */
    Holder getOrCreate(Holder first) {
        for (int attempt = 0; attempt < MOST_CONFLICTS; attempt++) {
            Holder there = get(first.serverId());
            if (there != null) {
                return there;
            }
            Optional<ConfigMap> created = calls.create(HolderManifest.of(first, settings));
            if (created.isPresent()) {
                return written(created.get());
            }
        }
        throw tooMany(first.serverId());
    }

    /** Changes the newest version; a change that returns its argument is not written. Null if there is no holder. */
    @Nullable
    Holder change(String serverId, UnaryOperator<Holder> change) {
        for (int attempt = 0; attempt < MOST_CONFLICTS; attempt++) {
            Holder there = get(serverId);
            if (there == null) {
                return null;
            }
            Holder changed = change.apply(there);
            if (changed.equals(there)) {
                return there;
            }
            Optional<ConfigMap> replaced = calls.replace(HolderManifest.of(changed, settings));
            if (replaced.isPresent()) {
                return written(replaced.get());
            }
        }
        throw tooMany(serverId);
    }

    private Holder written(ConfigMap map) {
        known.atLeast(map);
        return HolderManifest.read(map);
    }

    private static Holder read(String serverId, ConfigMap map) {
        Holder holder = HolderManifest.read(map);
        if (!holder.serverId().equals(serverId)) {
            throw new RefusedException("expected the ConfigMap "
                    + map.getMetadata().getName() + " to be of " + serverId + ", got " + holder.serverId());
        }
        return holder;
    }

    private static DriverException tooMany(String serverId) {
        return new DriverException(
                "others changed the ConfigMap of " + serverId + " " + MOST_CONFLICTS + " times in a row");
    }
}
