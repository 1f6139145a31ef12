package io.hostmesh.provisioning.quarantine;

import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.provisioning.driver.Drivers;
import io.hostmesh.provisioning.quarantine.QuarantineHandler.Wiping;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Wipes the machines that operators cleared. What fails is repeated when its lease is over. */
@ApplicationScoped
class MachineWiping {

    static final String NAME = "wipe-machines";

    private static final Logger LOG = Logger.getLogger(MachineWiping.class);
    private static final int BATCH = 10;

    private final QuarantineHandler handler;
    private final Drivers drivers;
    private final Recurring recurring;
    private final Duration poll;

    MachineWiping(
            QuarantineHandler handler,
            Drivers drivers,
            Recurring recurring,
            @ConfigProperty(name = "hostmesh.quarantine.poll") Duration poll) {
        this.handler = handler;
        this.drivers = drivers;
        this.recurring = recurring;
        this.poll = poll;
    }

    void start(@Observes StartupEvent started) {
        recurring.every(NAME, poll, this::pass);
    }

    private Uni<Void> pass() {
        return handler.claim(BATCH).chain(machines -> Multi.createFrom()
                .iterable(machines)
                .onItem()
                .transformToUniAndConcatenate(this::wipe)
                .collect()
                .last()
                .replaceWithVoid());
    }

    private Uni<Void> wipe(Wiping machine) {
        return Uni.createFrom()
                .item(() -> {
                    drivers.of(machine.locationId()).delete(machine.serverId());
                    return machine;
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(handler::wiped)
                .onFailure()
                .invoke(failure -> LOG.warnf("machine is wiped later server=%s cause=%s", machine.serverId(), failure))
                .onFailure()
                .recoverWithNull();
    }
}
