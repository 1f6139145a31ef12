package io.hostmesh.gateway.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A server that is gone, so that its token is worth nothing. */
@Entity
@Table(name = "void_server")
class VoidServer {

    @Id
    @Column(name = "server_id")
    String serverId;

    @Column(name = "because")
    String because;

    @Column(name = "voided_at")
    Instant voidedAt;

    @SuppressWarnings("NullAway.Init")
    protected VoidServer() {}
}
