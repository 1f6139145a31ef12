package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Objects of one kind as a watch tells of them. What is known to have changed since is not given out. */
final class KnownObjects<T extends HasMetadata> implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KnownObjects.class);
    private static final long UNREADABLE = -1;

    private final SharedIndexInformer<T> informer;
    private final String namespace;

    /** By name, the least version that may be given out; an entry goes once the watch has told of such a one. */
    private final Map<String, Long> least = new ConcurrentHashMap<>();

    KnownObjects(
            ObjectCalls<T> calls, String selector, String namespace, int pageSize, ResourceEventHandler<T> listener) {
        this.namespace = namespace;
        this.informer = calls.selected(selector)
                .withLimit((long) pageSize)
                .runnableInformer(0)
                .itemStore(new SlimObjects<T>())
                .addEventHandler(listener)
                .addEventHandler(new Forget())
                .exceptionHandler((started, failure) -> {
                    LOG.warnf("watch failed and is begun again namespace=%s cause=%s", namespace, failure);
                    return true;
                });
    }

    /** Begins in the background; the client waits longer and longer between attempts, up to its limit. */
    void start() {
        var unused = informer.start();
    }

    /** True while the watch is up and everything that it began with has been told of. */
    boolean current() {
        return informer.hasSynced() && informer.isWatching();
    }

    /** True once everything has been told of, be the watch up or not. */
    boolean complete() {
        return informer.hasSynced();
    }

    /** The object, or null where it is not known or an older state of it is. */
    @Nullable
    T get(String name) {
        T object = current() ? informer.getStore().getByKey(namespace + "/" + name) : null;
        return object != null && version(object) >= least.getOrDefault(name, 0L) && version(object) != UNREADABLE
                ? object
                : null;
    }

    List<T> all() {
        return informer.getStore().list();
    }

    /** From now on nothing older than this is given out. */
    void atLeast(T object) {
        least.merge(object.getMetadata().getName(), version(object), Math::max);
        T known = informer.getStore()
                .getByKey(namespace + "/" + object.getMetadata().getName());
        if (known != null) {
            forget(known);
        }
    }

    /** Forgets what is asked of objects that are not there any more. */
    void retain(Set<String> names) {
        least.keySet().retainAll(names);
    }

    private void forget(T object) {
        least.computeIfPresent(
                object.getMetadata().getName(), (name, wanted) -> wanted <= version(object) ? null : wanted);
    }

    private static long version(HasMetadata object) {
        try {
            return Long.parseLong(object.getMetadata().getResourceVersion());
        } catch (NumberFormatException e) {
            return UNREADABLE;
        }
    }

    @Override
    public void close() {
        informer.close();
    }

    /** Keeps objects without who set which of their fields, which is more text than all the rest. */
    private static final class SlimObjects<T extends HasMetadata> extends BasicItemStore<T> {

        SlimObjects() {
            super(object -> object.getMetadata().getNamespace() + "/"
                    + object.getMetadata().getName());
        }

        @Override
        public T put(String key, T object) {
            object.getMetadata().setManagedFields(null);
            return super.put(key, object);
        }
    }

    private final class Forget implements ResourceEventHandler<T> {

        @Override
        public void onAdd(T object) {
            forget(object);
        }

        @Override
        public void onUpdate(T before, T object) {
            forget(object);
        }

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {
            least.remove(object.getMetadata().getName());
        }
    }
}
