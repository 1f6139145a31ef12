package io.hostmesh.monitoring.watch;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.Event;
import io.hostmesh.monitoring.Mesh;
import io.hostmesh.monitoring.membership.Membership;
import io.hostmesh.teststack.Await;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test about a group of an account, with which nothing has to do that is of another test. */
abstract class OneGroup {

    @Inject
    Membership membership;

    @SuppressWarnings("NullAway.Init")
    Mesh mesh;

    @BeforeEach
    void connect() {
        mesh = new Mesh();
    }

    @AfterEach
    void disconnect() {
        mesh.close();
    }

    final Event<AlertEvent.Fired> firstFired() {
        Await.until("fired", () -> !mesh.fired(Kind.OVERLOAD).isEmpty());
        return mesh.fired(Kind.OVERLOAD).get(0);
    }

    /** Waits until monitoring has learned of the server. */
    final String known(String server) {
        Await.until(
                "server known",
                () -> membership.ownerOfServer(server).await().indefinitely().isPresent());
        Await.until(
                "group known",
                () -> membership.ownerOfGroup(mesh.group).await().indefinitely().isPresent());
        return server;
    }
}
