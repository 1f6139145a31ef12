package io.hostmesh.provisioning.catalogue;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "images")
class ImageRow {

    @Id
    String id;

    String description;

    @SuppressWarnings("NullAway.Init")
    protected ImageRow() {}
}
