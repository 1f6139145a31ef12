package io.hostmesh.provisioning.balancer;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** That a group has a balancer, as it is stored. */
@Entity
@Table(name = "balancers")
class BalancerRow {

    @Id
    @Column(name = "group_id")
    String groupId;

    @Column(name = "location_id")
    String locationId;

    int port;

    /** The owner asked for that port. */
    boolean chosen;

    /** Its address is its own, so that other groups can have the same port. */
    @Column(name = "own_address")
    boolean ownAddress;

    @Column(name = "drain_seconds")
    int drainSeconds;

    /** Why it could not be made what it should be, when that was last tried. */
    @Nullable
    String problem;

    @SuppressWarnings("NullAway.Init")
    protected BalancerRow() {}

    BalancerRow(String groupId, String locationId, int port, boolean chosen, boolean ownAddress, int drainSeconds) {
        this.groupId = groupId;
        this.locationId = locationId;
        this.port = port;
        this.chosen = chosen;
        this.ownAddress = ownAddress;
        this.drainSeconds = drainSeconds;
    }
}
