package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.Machine;
import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.provisioning.driver.RefusedException;
import io.hostmesh.provisioning.kubernetes.Holder.Wish;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Machines as Pods of a Kubernetes namespace. A machine is three objects of one name: a ConfigMap that says what it should be
 * (its tag, and after its deletion the note that it existed), a Secret with its environment, and as long as it is on a Pod. The
 * name is made of the server's id, so that the cluster itself refuses a second one. A Pod keeps a finalizer until how it ended
 * is written down, whoever ended it.
 */
public final class KubernetesDriver implements Driver, AutoCloseable {

    static final String NAME = "kubernetes";

    private static final int LAST_LOG_BYTES = 4096;

    private final KubernetesClient client;
    private final PodSettings settings;
    private final Clock clock;
    private final ObjectCalls<Pod> pods;
    private final ObjectCalls<Secret> secrets;
    private final PodWatch watch;
    private final Holders holders;
    private final PodEnds ends;
    private final PodStarts starts;
    private final Inventory inventory;
    private final MachineReading reading;
    private final PodLog log;

    /**
     * @param client owned by the driver, which closes it
     * @param nanoTime as of {@link System#nanoTime}
     */
    KubernetesDriver(KubernetesClient client, PodSettings settings, Clock clock, LongSupplier nanoTime) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
        String namespace = settings.namespace();
        ObjectCalls<ConfigMap> maps =
                new ObjectCalls<>("configmaps", namespace, client.configMaps().inNamespace(namespace));
        this.pods = new ObjectCalls<>("pods", namespace, client.pods().inNamespace(namespace));
        this.secrets = new ObjectCalls<>("secrets", namespace, client.secrets().inNamespace(namespace));
        this.watch = new PodWatch(maps, pods, settings, clock);
        this.holders = new Holders(maps, watch.holders(), settings);
        this.log = new PodLog(this::lastText);
        this.ends = new PodEnds(pods, log, watch, settings, clock);
        this.starts = new PodStarts(pods, secrets, holders, ends, watch, settings);
        this.reading = new MachineReading(settings.port(), settings.forceAfter());
        this.inventory = new Inventory(maps, pods, secrets, watch, reading, settings, clock, nanoTime);
        watch.start();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Machine create(MachineSpec spec) {
        starts.check(spec);
        Holder holder = holders.getOrCreate(Holder.first(spec, now()));
        if (!holder.wish().gone() && spec.generation() > holder.generation()) {
            holder = holders.change(
                    spec.serverId(),
                    there -> !there.wish().gone() && spec.generation() > there.generation()
                            ? there.rebuilt(spec, now())
                            : there);
        }
        if (holder != null && holder.wish() == Wish.ON) {
            starts.start(holder, spec.environment());
        }
        return look(spec.serverId());
    }

    @Override
    public Machine observe(String serverId) {
        String name = Tags.name(serverId);
        ConfigMap map = watch.holders().get(name);
        Pod pod = watch.pods().get(name);
        if (map != null && pod != null) {
            Holder holder = HolderManifest.read(map);
            boolean current = holder.wish() == Wish.ON && Tags.run(pod) == holder.run();
            Machine machine = reading.of(serverId, holder, pod, watch.seen(pod), now());
            if (current && machine instanceof Machine.Alive) {
                return machine;
            }
        }
        return look(serverId); // What would have consequences is asked of the API server itself.
    }

    private Machine look(String serverId) {
        Holder holder = holders.get(serverId);
        Pod pod = ours(serverId);
        Machine machine =
                reading.of(serverId, holder, pod, pod == null ? Sightings.Seen.NOTHING : watch.seen(pod), now());
        boolean byPod = holder == null || holder.ending() == null;
        if (machine instanceof Machine.Ended ended && pod != null && byPod) {
            Ending ending = new Ending(ended.exitStatus(), ended.endedAt(), ended.byHost(), ended.lastLogLines());
            return new Machine.Ended(
                    serverId,
                    ended.createdAt(),
                    ended.exitStatus(),
                    ended.endedAt(),
                    ended.byHost(),
                    ended.outOfMemory(),
                    log.complete(pod, ending).lines());
        }
        return machine;
    }

    private @Nullable Pod ours(String serverId) {
        Pod pod = pods.get(Tags.name(serverId));
        if (pod != null && !Tags.server(pod).filter(serverId::equals).isPresent()) {
            throw new RefusedException("expected the Pod " + pod.getMetadata().getName() + " to have the labels of "
                    + serverId + "; it was not made by Hostmesh");
        }
        return pod;
    }

    @Override
    public List<Machine> observeAll() {
        return inventory.machines();
    }

    @Override
    public Machine power(String serverId, Power power) {
        Holder holder = holders.get(serverId);
        if (holder != null && !holder.wish().gone()) {
            if (power == Power.OFF) {
                switchOff(holder);
            } else {
                switchOn(holder);
            }
        }
        return look(serverId);
    }

    private void switchOff(Holder holder) {
        String serverId = holder.serverId();
        if (holder.wish() == Wish.OFF && holder.ending() != null) {
            return;
        }
        Holder off = holders.change(serverId, there -> there.wish() == Wish.ON ? there.switchingOff() : there);
        if (off == null || off.wish() != Wish.OFF || off.ending() != null) {
            return; // Deleted, or switched off by another at the same time.
        }
        Pod pod = ours(serverId);
        Ending known = pod == null ? Ending.neverBegun(now()) : ends.end(pod);
        holders.change(
                serverId,
                there -> there.wish() == Wish.OFF && there.ending() == null ? there.switchedOff(known) : there);
        if (pod != null) {
            ends.remove(pod);
        }
    }

    private void switchOn(Holder holder) {
        Pod pod = ours(holder.serverId());
        boolean ended = pod != null && new PodReading(pod).ended(now(), settings.forceAfter());
        boolean leaving = pod != null && new PodReading(pod).deleting();
        boolean run = pod == null || Tags.run(pod) == holder.run();
        Holder on = holder;
        if (holder.wish() == Wish.OFF || (run && (ended || leaving))) {
            long before = holder.run();
            on = holders.change(
                    holder.serverId(),
                    there -> !there.wish().gone() && there.run() == before ? there.switchedOn() : there);
        }
        if (on != null && on.wish() == Wish.ON) {
            starts.start(on, null);
        }
    }

    @Override
    public Machine resize(MachineSpec spec) {
        Machine machine = look(spec.serverId());
        if (machine instanceof Machine.Alive) {
            throw new DriverException("expected the machine of " + spec.serverId() + " to be off to be resized");
        }
        holders.change(spec.serverId(), there -> there.wish().gone() ? there : there.resized(spec));
        return look(spec.serverId());
    }

    @Override
    public @Nullable Instant delete(String serverId) {
        Holder holder = holders.change(serverId, there -> there.wish().gone() ? there : there.deleting());
        Pod pod = ours(serverId);
        Ending ending = pod == null ? null : ends.end(pod);
        if (holder == null) {
            holder = holders.getOrCreate(Holder.unknown(serverId, ending, now()));
        }
        Holder deleted =
                holder.wish() == Wish.DELETED ? holder : holders.change(serverId, there -> deleted(there, ending));
        if (deleted != null && deleted.wish() != Wish.DELETED) {
            return delete(serverId); // It was made in between; now it is there, and is deleted as such.
        }
        secrets.delete(Tags.name(serverId));
        if (pod != null) {
            ends.remove(pod);
        }
        return deleted == null || deleted.ending() == null
                ? null
                : deleted.ending().at();
    }

    private Holder deleted(Holder holder, @Nullable Ending ending) {
        if (holder.wish() != Wish.DELETING) {
            return holder;
        }
        if (holder.ending() != null) {
            return holder.deleted(holder.ending(), now());
        }
        return holder.deleted(ending == null ? Ending.neverBegun(now()) : ending, now());
    }

    @Override
    public void onExit(Consumer<String> listener) {
        watch.listen(listener);
    }

    private @Nullable String lastText(String name) {
        try {
            return client.pods()
                    .inNamespace(settings.namespace())
                    .withName(name)
                    .inContainer(PodManifest.CONTAINER)
                    .limitBytes(LAST_LOG_BYTES)
                    .tailingLines(Ending.MOST_LINES)
                    .getLog();
        } catch (KubernetesClientException e) {
            throw ApiErrors.explain("get", "pods/log", settings.namespace(), e);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public void close() {
        watch.close();
        client.close();
    }
}
