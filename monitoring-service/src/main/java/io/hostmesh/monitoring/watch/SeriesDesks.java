package io.hostmesh.monitoring.watch;

import io.hostmesh.monitoring.judge.ServerFact;
import io.hostmesh.monitoring.judge.ServerFact.Presence;
import io.hostmesh.monitoring.rule.RuleBook;
import io.hostmesh.monitoring.series.LabelHash;
import io.hostmesh.monitoring.series.SeriesMinutes;
import jakarta.enterprise.context.Dependent;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the desks of all partitions have in common: the servers that series can be about, and the bounds. */
@Dependent
class SeriesDesks {

    private final Map<String, ServerFact> servers = new HashMap<>();
    private final LabelHash hash = new LabelHash(new SecureRandom().nextLong());
    private final SeriesMinutes minutes;
    private final String serverLabel;
    private final int maximumBytes;
    private final int maximumSeries;
    private final Duration idleAfter;

    SeriesDesks(
            SeriesMinutes minutes,
            @ConfigProperty(name = "hostmesh.series.server-label") String serverLabel,
            @ConfigProperty(name = "hostmesh.series.maximum-uncompressed-bytes") int maximumBytes,
            @ConfigProperty(name = "hostmesh.series.maximum-active") int maximumSeries,
            @ConfigProperty(name = "hostmesh.series.idle-after") Duration idleAfter) {
        this.minutes = minutes;
        this.serverLabel = serverLabel;
        this.maximumBytes = maximumBytes;
        this.maximumSeries = maximumSeries;
        this.idleAfter = idleAfter;
    }

    /** A desk for a partition that was taken over. */
    SeriesDesk open(RuleBook book) {
        return new SeriesDesk(book, servers, serverLabel, minutes, hash, maximumBytes, maximumSeries);
    }

    Duration idleAfter() {
        return idleAfter;
    }

    /** Learns of a server, whichever partition its own samples travel in. */
    void learn(ServerFact fact, Collection<JudgedPartition> partitions) {
        if (fact.presence() == Presence.ABSENT) {
            servers.remove(fact.serverId());
        } else {
            servers.put(fact.serverId(), fact);
            partitions.forEach(partition -> partition.series.learn(fact));
        }
    }
}
