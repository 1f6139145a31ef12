package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.hostmesh.provisioning.balancer.BalancerException;
import io.hostmesh.provisioning.balancer.BalancerStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Knows the Services of a location, their Pods and their EndpointSlices from watches, so that a look costs no call. */
final class ServiceWatch implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    private final KnownObjects<Service> services;
    private final KnownObjects<Pod> pods;
    private final KnownObjects<EndpointSlice> slices;
    private final ServiceSettings settings;
    private final Elapsed lastCurrent;
    private volatile boolean waited;

    ServiceWatch(
            ObjectCalls<Service> serviceCalls,
            ObjectCalls<Pod> podCalls,
            ObjectCalls<EndpointSlice> sliceCalls,
            ServiceSettings settings,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.lastCurrent = new Elapsed(nanoTime);
        this.services = known(serviceCalls, settings);
        this.pods = known(podCalls, settings);
        this.slices = known(sliceCalls, settings); // They have the labels of their Services.
    }

    private static <T extends HasMetadata> KnownObjects<T> known(ObjectCalls<T> calls, ServiceSettings settings) {
        return new KnownObjects<>(
                calls, balanced(settings), settings.namespace(), settings.pageSize(), new Indifferent<T>());
    }

    /** Selects everything of a location that has to do with a group's balancer. */
    static String balanced(ServiceSettings settings) {
        return Tags.MANAGED_BY + "=" + Tags.MANAGER + "," + Tags.LOCATION + "=" + settings.locationId() + ","
                + Tags.GROUP;
    }

    void start() {
        services.start();
        pods.start();
        slices.start();
    }

    /**
     * Every group's balancer as the watches told of it. The first look waits for them to begin.
     *
     * @throws BalancerException if they were down for too long
     */
    List<BalancerStatus> statuses() {
        if (!current() && !waited) {
            awaitFirstSight();
        }
        if (current()) {
            lastCurrent.begin();
        } else if (!complete() || !lastCurrent.isWithin(settings.staleAfter())) {
            throw new BalancerException("the watches of namespace " + settings.namespace()
                    + " are not up: its Services are not known; is the API server there, and may this account watch"
                    + " services, pods and endpointslices?");
        }
        return ServiceReading.statuses(services.all(), pods.all(), slices.all(), settings);
    }

    List<EndpointSlice> slices() {
        return slices.all();
    }

    private void awaitFirstSight() {
        long end = System.nanoTime() + settings.firstSightLimit().toNanos();
        while (!current() && System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        waited = true;
    }

    private boolean current() {
        return services.current() && pods.current() && slices.current();
    }

    private boolean complete() {
        return services.complete() && pods.complete() && slices.complete();
    }

    @Override
    public void close() {
        services.close();
        pods.close();
        slices.close();
    }

    /** Whoever wants to know looks. */
    private static final class Indifferent<T> implements ResourceEventHandler<T> {

        @Override
        public void onAdd(T object) {}

        @Override
        public void onUpdate(T before, T object) {}

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {}
    }
}
