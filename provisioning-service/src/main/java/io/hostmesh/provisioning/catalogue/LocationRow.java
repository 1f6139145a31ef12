package io.hostmesh.provisioning.catalogue;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "locations")
class LocationRow {

    @Id
    String id;

    String description;

    @SuppressWarnings("NullAway.Init")
    protected LocationRow() {}
}
