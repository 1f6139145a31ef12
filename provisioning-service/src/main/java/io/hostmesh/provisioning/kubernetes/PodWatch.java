package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.hostmesh.provisioning.kubernetes.Sightings.Seen;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Knows the holders and Pods of a location from watches, when they changed, and tells whose machine ended. */
final class PodWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PodWatch.class);

    private final KnownObjects<ConfigMap> holders;
    private final KnownObjects<Pod> pods;
    private final NameSignals signals = new NameSignals();
    private final Clock clock;
    private final Duration forceAfter;

    private final Sightings sightings;
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    PodWatch(ObjectCalls<ConfigMap> holderCalls, ObjectCalls<Pod> podCalls, PodSettings settings, Clock clock) {
        this.clock = clock;
        this.forceAfter = settings.forceAfter();
        this.sightings = new Sightings(clock, settings.forceAfter());
        this.holders = new KnownObjects<>(
                holderCalls, living(settings), settings.namespace(), settings.pageSize(), new HolderListener());
        this.pods = new KnownObjects<>(
                podCalls, ours(settings), settings.namespace(), settings.pageSize(), new PodListener());
    }

    /** Selects every object of a location. */
    static String ours(PodSettings settings) {
        return Tags.MANAGED_BY + "=" + Tags.MANAGER + "," + Tags.LOCATION + "=" + settings.locationId();
    }

    /** Selects the holders of machines that are not deleted. */
    static String living(PodSettings settings) {
        return ours(settings) + ",!" + Tags.DELETED;
    }

    void start() {
        holders.start();
        pods.start();
    }

    KnownObjects<ConfigMap> holders() {
        return holders;
    }

    KnownObjects<Pod> pods() {
        return pods;
    }

    boolean current() {
        return holders.current() && pods.current();
    }

    /** When the Pod was seen to change up to now, this look included. */
    Seen seen(Pod pod) {
        return sightings.look(pod);
    }

    boolean await(String name, Duration limit, BooleanSupplier condition) {
        return signals.await(name, limit, condition);
    }

    void listen(Consumer<String> listener) {
        listeners.add(listener);
    }

    private void tell(Pod pod) {
        if (told.add(pod.getMetadata().getUid())) {
            Tags.server(pod).ifPresent(this::tell);
        }
    }

    private void tell(String serverId) {
        for (Consumer<String> listener : listeners) {
            try {
                listener.accept(serverId);
            } catch (RuntimeException e) {
                LOG.warnf(e, "listener failed; the next sweep finds the end as well server=%s", serverId);
            }
        }
    }

    @Override
    public void close() {
        holders.close();
        pods.close();
    }

    private final class HolderListener implements ResourceEventHandler<ConfigMap> {

        @Override
        public void onAdd(ConfigMap map) {
            signals.changed(map.getMetadata().getName());
        }

        @Override
        public void onUpdate(ConfigMap before, ConfigMap map) {
            signals.changed(map.getMetadata().getName());
        }

        @Override
        public void onDelete(ConfigMap map, boolean finalStateUnknown) {
            signals.changed(map.getMetadata().getName());
        }
    }

    private final class PodListener implements ResourceEventHandler<Pod> {

        @Override
        public void onAdd(Pod pod) {
            Seen unused = seen(pod);
            if (new PodReading(pod).ended(clock.instant(), forceAfter)) {
                tell(pod);
            }
            signals.changed(pod.getMetadata().getName());
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {
            onAdd(pod);
        }

        @Override
        public void onDelete(Pod pod, boolean finalStateUnknown) {
            tell(pod);
            told.remove(pod.getMetadata().getUid());
            sightings.forget(pod);
            signals.changed(pod.getMetadata().getName());
        }
    }
}
