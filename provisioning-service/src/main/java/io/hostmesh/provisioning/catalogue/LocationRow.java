package io.hostmesh.provisioning.catalogue;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "locations")
class LocationRow {

    @Id
    String id;

    String description;

    /** False for one that an operator closed; the servers that it has stay. */
    @Column(name = "takes_new_servers")
    boolean takesNewServers;

    @SuppressWarnings("NullAway.Init")
    protected LocationRow() {}
}
