package io.hostmesh.provisioning.sshkey;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A public key of an account as it is stored. */
@Entity
@Table(name = "ssh_keys")
class SshKeyRow {

    @Id
    String id;

    @Column(name = "account_id")
    String accountId;

    String name;

    @Column(name = "public_key")
    String publicKey;

    String fingerprint;

    /** A JSON object of texts. */
    String labels;

    @Column(name = "created_at")
    Instant createdAt;

    long version;

    @SuppressWarnings("NullAway.Init")
    protected SshKeyRow() {}

    @SuppressWarnings("NullAway.Init")
    SshKeyRow(String id, String accountId) {
        this.id = id;
        this.accountId = accountId;
    }
}
