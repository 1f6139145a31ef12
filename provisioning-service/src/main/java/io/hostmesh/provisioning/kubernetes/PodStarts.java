package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.provisioning.driver.RefusedException;
import io.hostmesh.provisioning.kubernetes.Holder.Wish;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the Pod that a holder wants, once, and the Secret that it needs. */
final class PodStarts {

    private static final int MOST_ATTEMPTS = 10;

    private final ObjectCalls<Pod> pods;
    private final ObjectCalls<Secret> secrets;
    private final Holders holders;
    private final PodEnds ends;
    private final PodWatch watch;
    private final PodSettings settings;

    PodStarts(
            ObjectCalls<Pod> pods,
            ObjectCalls<Secret> secrets,
            Holders holders,
            PodEnds ends,
            PodWatch watch,
            PodSettings settings) {
        this.pods = pods;
        this.secrets = secrets;
        this.holders = holders;
        this.ends = ends;
        this.watch = watch;
        this.settings = settings;
    }

    /** @throws RefusedException if no Pod could be made of it, before anything is written */
    void check(MachineSpec spec) {
        Holder draft = Holder.first(spec, Instant.EPOCH);
        PodManifest.pod(draft, settings);
        PodManifest.secret(draft, spec.environment(), settings);
    }

    /**
     * Makes what is missing. What this run has left already, alive or ended, stays as it is.
     *
     * @param environment for a Secret that is not there or is of a lower generation; null if there must be one
     */
    void start(Holder holder, @Nullable Map<String, String> environment) {
        String name = Tags.name(holder.serverId());
        secret(holder, name, environment);
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Pod pod = pods.get(name);
            if (pod == null) {
                Optional<Pod> made = pods.create(PodManifest.pod(holder, settings));
                if (made.isPresent()) {
                    var unused = watch.seen(made.get());
                    recall(holder, made.get());
                    return;
                }
            } else if (!Tags.server(pod).filter(holder.serverId()::equals).isPresent()) {
                throw new RefusedException("a Pod " + name + " is there that Hostmesh did not make");
            } else if (Tags.run(pod) >= holder.run()) {
                return;
            } else {
                Ending unused = ends.end(pod);
                ends.remove(pod);
            }
        }
        throw new DriverException("the Pod " + name + " could not be made in " + MOST_ATTEMPTS + " attempts");
    }

    /** Takes a Pod back that was made while its server was deleted or switched off, or that is of a run that is over. */
    private void recall(Holder holder, Pod pod) {
        Holder now = holders.get(holder.serverId());
        if (now == null || now.wish() != Wish.ON || now.run() > holder.run()) {
            Ending unused = ends.end(pod);
            ends.remove(pod);
            if (now == null || now.wish() == Wish.DELETED) {
                secrets.delete(pod.getMetadata().getName());
            }
        }
    }

    private void secret(Holder holder, String name, @Nullable Map<String, String> environment) {
        Secret there = secrets.get(name);
        if (environment == null) {
            if (there == null) {
                throw new RefusedException("the Secret " + name + " with the machine's environment is gone; rebuild "
                        + holder.serverId() + " to make it again");
            }
            return;
        }
        if (there == null) {
            var unused = secrets.create(PodManifest.secret(holder, environment, settings)); // Or another was first.
        } else if (Tags.generation(there) < holder.generation()) {
            Secret fresh = PodManifest.secret(holder, environment, settings);
            fresh.getMetadata().setResourceVersion(there.getMetadata().getResourceVersion());
            var unused = secrets.replace(fresh);
        }
    }
}
