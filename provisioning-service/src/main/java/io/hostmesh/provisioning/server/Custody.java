package io.hostmesh.provisioning.server;

import io.hostmesh.provisioning.catalogue.Catalogue;
import io.hostmesh.provisioning.quarantine.Quarantine;
import io.hostmesh.provisioning.quarantine.Quarantine.Suspect;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Keeps the machines of failed servers of scarce plans in quarantine. There are only so many of them, so that the same one would
 * be handed out again, with whatever made it fail.
 */
@ApplicationScoped
class Custody {

    private final Catalogue catalogue;
    private final Quarantine quarantine;

    Custody(Catalogue catalogue, Quarantine quarantine) {
        this.catalogue = catalogue;
        this.quarantine = quarantine;
    }

    /** Follows a server from one state to the next, in the transaction of the change. */
    Uni<Void> follow(Mutiny.Session session, Server before, Server next) {
        if (next instanceof Server.Failed failed && !(before instanceof Server.Failed)) {
            ServerDescription of = failed.description();
            return catalogue
                    .isScarce(session, of.planId())
                    .chain(scarce -> scarce
                            ? hold(session, of, failed)
                            : Uni.createFrom().voidItem());
        }
        return next instanceof Server.Deleted deleted && !(before instanceof Server.Deleted)
                ? quarantine.abandon(session, deleted.description().id(), deleted.since())
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> hold(Mutiny.Session session, ServerDescription of, Server.Failed failed) {
        return quarantine.hold(
                session,
                new Suspect(of.id(), of.accountId(), of.planId(), of.locationId(), failed.because(), failed.since()));
    }

    Uni<Boolean> holds(Mutiny.Session session, String serverId) {
        return held(session, List.of(serverId)).map(held -> !held.isEmpty());
    }

    /** Those of the servers, deleted or not, whose machines are kept. */
    Uni<List<String>> held(Mutiny.Session session, List<String> serverIds) {
        return quarantine.held(session, serverIds);
    }
}
