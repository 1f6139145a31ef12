package io.hostmesh.monitoring.silence;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A silence as it is kept, also after its end. */
@Entity
@Table(name = "silence")
class SilenceRow {

    @Id
    String id = "";

    @Nullable
    String accountId;

    /** JSON: matchers as texts. */
    String matchers = "[]";

    Instant startsAt = Instant.EPOCH;

    Instant endsAt = Instant.EPOCH;

    String comment = "";

    String author = "";

    Instant createdAt = Instant.EPOCH;

    @Version
    long version;
}
