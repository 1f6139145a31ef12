package io.hostmesh.gateway.key;

import io.hostmesh.kit.identity.Caller;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An API key at rest: without its secret. */
@Entity
@Table(name = "api_key")
class ApiKey {

    /** What the public id of a key begins with; the key id follows. */
    static final String ID_PREFIX = "key_";

    @Id
    @Column(name = "key_id")
    String keyId;

    @Column(name = "account_id")
    String accountId;

    @Column(name = "name")
    String name;

    @Column(name = "secret_hash")
    String secretHash;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "revoked_at")
    @Nullable
    Instant revokedAt;

    @SuppressWarnings("NullAway.Init")
    protected ApiKey() {}

    ApiKey(String keyId, String accountId, String name, SecretHash secretHash, Instant createdAt) {
        this.keyId = keyId;
        this.accountId = accountId;
        this.name = name;
        this.secretHash = secretHash.hex();
        this.createdAt = createdAt;
    }

    String publicId() {
        return ID_PREFIX + keyId;
    }

    Caller caller() {
        return new Caller(Caller.Kind.ACCOUNT, publicId(), accountId, null, null);
    }
}
