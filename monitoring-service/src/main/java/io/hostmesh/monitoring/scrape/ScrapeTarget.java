package io.hostmesh.monitoring.scrape;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One address that is asked for metrics, as it is kept. */
@Entity
@Table(name = "scrape_target")
class ScrapeTarget {

    @Id
    String id = "";

    String accountId = "";

    String job = "";

    String url = "";

    @Nullable
    String serverId;

    /** JSON of names and values. */
    String labels = "{}";

    int intervalSeconds;

    int timeoutSeconds;

    boolean honourTimestamps;

    boolean ending;

    Instant nextAt = Instant.EPOCH;

    /** Who asks it now, by a name that is new with each time; null where nobody does. */
    @Nullable
    String leaseOwner;

    @Nullable
    Instant leaseUntil;

    byte @Nullable [] series;

    @Nullable
    Instant lastAt;

    @Nullable
    String lastFailure;

    int lastSamples;

    long lastMillis;

    Instant createdAt = Instant.EPOCH;

    @Version
    long version;

    /** Takes it for one scrape, and sets when the next is due: missed ones are not made up for. */
    void lease(String owner, Instant now, Instant until) {
        leaseOwner = owner;
        leaseUntil = until;
        nextAt = nextAt.plusSeconds(intervalSeconds);
        if (nextAt.isBefore(now)) {
            nextAt = now.plusSeconds(intervalSeconds);
        }
    }
}
