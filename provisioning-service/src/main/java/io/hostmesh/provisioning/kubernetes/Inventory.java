package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.Machine;
import io.hostmesh.provisioning.driver.RefusedException;
import io.hostmesh.provisioning.kubernetes.Sightings.Seen;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** All machines of a location: from the watches, and now and then from lists, because a watch can be silent and not know it. */
final class Inventory {

    private static final Logger LOG = Logger.getLogger(Inventory.class);
    private static final Duration PRUNED_EVERY = Duration.ofHours(1);

    private final ObjectCalls<ConfigMap> holders;
    private final ObjectCalls<Pod> pods;
    private final ObjectCalls<Secret> secrets;
    private final PodWatch watch;
    private final MachineReading reading;
    private final PodSettings settings;
    private final Clock clock;
    private final Elapsed listed;
    private final Elapsed pruned;

    Inventory(
            ObjectCalls<ConfigMap> holders,
            ObjectCalls<Pod> pods,
            ObjectCalls<Secret> secrets,
            PodWatch watch,
            MachineReading reading,
            PodSettings settings,
            Clock clock,
            LongSupplier nanoTime) {
        this.holders = holders;
        this.pods = pods;
        this.secrets = secrets;
        this.watch = watch;
        this.reading = reading;
        this.settings = settings;
        this.clock = clock;
        this.listed = new Elapsed(nanoTime);
        this.pruned = new Elapsed(nanoTime);
    }

    List<Machine> machines() {
        Instant now = clock.instant();
        boolean known = watch.current() && listed.isWithin(settings.relistEvery());
        List<ConfigMap> maps = known ? watch.holders().all() : listHolders();
        List<Pod> all = known ? watch.pods().all() : listPods();
        if (!known) {
            listed.begin();
        }
        if (!pruned.isWithin(PRUNED_EVERY)) {
            prune(now);
            pruned.begin();
        }
        return read(maps, all, now);
    }

    private List<ConfigMap> listHolders() {
        List<ConfigMap> listed = holders.list(PodWatch.living(settings), settings.pageSize());
        listed.forEach(watch.holders()::atLeast);
        watch.holders().retain(names(listed));
        return listed;
    }

    private List<Pod> listPods() {
        List<Pod> listed = pods.list(PodWatch.ours(settings), settings.pageSize());
        listed.forEach(watch.pods()::atLeast);
        watch.pods().retain(names(listed));
        return listed;
    }

    private static Set<String> names(List<? extends HasMetadata> objects) {
        return objects.stream().map(object -> object.getMetadata().getName()).collect(Collectors.toSet());
    }

    private List<Machine> read(List<ConfigMap> maps, List<Pod> all, Instant now) {
        Map<String, Pod> byName = new HashMap<>(
                all.stream().collect(Collectors.toMap(pod -> pod.getMetadata().getName(), Function.identity())));
        List<Machine> machines = new ArrayList<>();
        for (ConfigMap map : maps) {
            Pod pod = byName.remove(map.getMetadata().getName());
            try {
                Holder holder = HolderManifest.read(map);
                Seen seen = pod == null ? Seen.NOTHING : watch.seen(pod);
                machines.add(reading.of(holder.serverId(), holder, pod, seen, now));
            } catch (DriverException e) {
                LOG.warnf(
                        "machine cannot be read and is left out configmap=%s cause=%s",
                        map.getMetadata().getName(), e.getMessage());
            }
        }
        for (Pod pod : byName.values()) {
            Tags.server(pod).ifPresent(id -> machines.add(reading.leftover(id, pod, watch.seen(pod), now)));
        }
        return machines;
    }

    /** Forgets servers that were deleted so long ago that no call about them can be under way. */
    private void prune(Instant now) {
        Instant oldest = now.minus(settings.tombstonesKept());
        String deleted = PodWatch.ours(settings) + "," + Tags.DELETED;
        for (ConfigMap map : holders.list(deleted, settings.pageSize())) {
            String name = map.getMetadata().getName();
            try {
                Holder holder = HolderManifest.read(map);
                if (Objects.requireNonNullElse(holder.deletedAt(), now).isBefore(oldest)) {
                    secrets.delete(name); // One that came late is in no list that we may ask for.
                    holders.delete(name);
                }
            } catch (RefusedException e) {
                LOG.warnf("note of a deletion cannot be read and is kept configmap=%s cause=%s", name, e.getMessage());
            }
        }
    }
}
