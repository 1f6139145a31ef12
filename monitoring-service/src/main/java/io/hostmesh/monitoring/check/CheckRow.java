package io.hostmesh.monitoring.check;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A check as it is stored. */
@Entity
@Table(name = "check_row")
class CheckRow {

    @Id
    String id = "";

    String accountId = "";

    String name = "";

    /** JSON of {@link CheckDefinition}. */
    String definition = "";

    @Enumerated(EnumType.STRING)
    CheckJudge.State state = CheckJudge.State.UNKNOWN;

    Instant stateSince = Instant.EPOCH;

    @Nullable
    String because;

    Instant createdAt = Instant.EPOCH;

    /** Of the definition; results change the state without it. */
    long version = 1;
}
