package io.hostmesh.monitoring.received;

import io.hostmesh.monitoring.received.ReceivedDecider.Known;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The last episode of a received alert, as it is kept. */
@Entity
@Table(name = "received_alert")
class ReceivedAlert {

    /** The account and a hash of the labels. */
    @Id
    String id = "";

    String accountId = "";

    /** The server that it was opened about, and its group; null where it is about none. */
    @Nullable
    String serverId;

    @Nullable
    String groupId;

    Instant startsAt = Instant.EPOCH;

    boolean firing;

    boolean endedBySender;

    Instant until = Instant.EPOCH;

    @Version
    long version;

    Known known() {
        return new Known(startsAt, firing, endedBySender, until);
    }

    void keep(Known known) {
        startsAt = known.startsAt();
        firing = known.firing();
        endedBySender = known.endedBySender();
        until = known.until();
    }
}
