package io.hostmesh.monitoring.membership;

import io.hostmesh.monitoring.judge.ServerFact;
import io.hostmesh.monitoring.judge.ServerFact.Presence;
import io.hostmesh.monitoring.sample.Micros;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What provisioning's events say of a server. */
@Entity
@Table(name = "monitored_server")
class MonitoredServer {

    enum State {
        REQUESTED,
        RUNNING,
        STOPPED,
        FAILED,
        DELETED
    }

    @Id
    String id = "";

    @Nullable
    String accountId;

    String name = "";

    @Nullable
    String groupId;

    @Enumerated(EnumType.STRING)
    State state = State.REQUESTED;

    boolean leaving;

    @Nullable
    String address;

    /** Null for one that was learned of by an event that does not say it. */
    @Nullable
    String locationId;

    Instant stateSince = Instant.EPOCH;

    Instant changedAt = Instant.EPOCH;

    @Version
    long version;

    boolean shouldReport() {
        return state == State.RUNNING && !leaving;
    }

    /** The address without its port; null where there is none that can be read. */
    @Nullable
    String host() {
        if (address == null) {
            return null;
        }
        try {
            String host = new URI("scheme://" + address).getHost();
            return host == null || !host.startsWith("[") ? host : host.substring(1, host.length() - 1);
        } catch (URISyntaxException noAddress) {
            return null;
        }
    }

    ServerFact toFact() {
        return new ServerFact(id, groupId, accountId, presence(), address, locationId, Micros.of(stateSince));
    }

    private Presence presence() {
        if (leaving) {
            return Presence.ABSENT;
        }
        return switch (state) {
            case REQUESTED -> Presence.UNKNOWN;
            case RUNNING -> Presence.EXPECTED;
            case STOPPED, FAILED, DELETED -> Presence.ABSENT;
        };
    }
}
