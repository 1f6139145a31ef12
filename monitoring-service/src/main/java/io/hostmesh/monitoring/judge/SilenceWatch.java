package io.hostmesh.monitoring.judge;

import io.hostmesh.monitoring.judge.ServerFact.Presence;
import io.hostmesh.monitoring.judge.WatchedServer.Phase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells a server that has failed from samples that do not arrive.
 *
 * <p>A server that should report and did not for longer than its own habits explain ({@link PhiAccrual}) is a suspect, provided
 * that the judge itself ran and kept up all that time and that the stream of samples was not interrupted as a whole; a judge
 * that runs late suspects later ({@link OwnHealth}). A suspect is probed directly; only one that leaves several probes in a row
 * unanswered is silent. Where that is so of most servers of a location, it is the location that is silent ({@link
 * LocationWatch}). So neither a broken way of the samples (gateway, broker,
 * database, monitoring itself) nor a server's broken reporting alone looks like a failure, and even the only server of a
 * mesh, with nobody else to compare with, can be found to have failed. For one thread.
 */
public final class SilenceWatch {

    /** A server that should be asked whether it lives. */
    public record Suspect(String serverId, @Nullable String address) {}

    private final JudgeSettings settings;
    private final Suspicion suspicion;
    private final LocationWatch locations;
    private final List<Silence> findings = new ArrayList<>();
    private final OwnHealth ownHealth = new OwnHealth();
    private final Map<String, WatchedServer> servers = new HashMap<>();
    private final LocationWatch.Watched watched = new LocationWatch.Watched() {
        @Override
        public Collection<WatchedServer> servers() {
            return servers.values();
        }

        @Override
        public boolean isQuiet(WatchedServer server, long now) {
            return SilenceWatch.this.isQuiet(server, now);
        }
    };
    private long countingSince;
    /** Intervals that began before are no habits. */
    private long interruptedUntil = Long.MIN_VALUE;

    private long heardAnyoneAt = Long.MIN_VALUE;
    private long tickedAt;
    private int probing;

    /** Starts to count at {@code now}. */
    public SilenceWatch(JudgeSettings settings, Suspicion suspicion, LocationBounds bounds, long now) {
        this.settings = settings;
        this.suspicion = suspicion;
        this.locations = new LocationWatch(bounds);
        this.countingSince = now;
        this.tickedAt = now;
    }

    /** Learns whether a server should report. */
    public void apply(ServerFact fact) {
        if (fact.presence() != Presence.EXPECTED) {
            forget(fact.serverId());
            return;
        }
        WatchedServer server = servers.computeIfAbsent(fact.serverId(), WatchedServer::new);
        server.expectedSince = Math.max(server.expectedSince, fact.since());
        server.address = fact.address();
        server.locationId = fact.locationId();
    }

    /** Goes on with a silence that is open in the books. */
    public void resumeSilent(String serverId) {
        WatchedServer server = servers.get(serverId);
        if (server != null) {
            settle(server);
            server.phase = Phase.SILENT;
            server.silentAt = Long.MIN_VALUE / 2;
        }
    }

    /** Goes on with the silence of a location that is open in the books. */
    public void resumeLocation(String locationId, long now) {
        locations.resume(locationId, servers.values(), now);
    }

    /**
     * Samples of that server were accepted then.
     *
     * @return true when it had been silent: it is back
     */
    public boolean heard(String serverId, long acceptedAt) {
        hearAnyone(acceptedAt);
        WatchedServer server = servers.get(serverId);
        if (server == null) {
            return false;
        }
        boolean wasSilent = server.phase == Phase.SILENT;
        if (server.phase != Phase.REPORTING) {
            server.habits.clear();
            server.heardAt = Math.max(server.heardAt, acceptedAt);
        } else {
            learn(server, acceptedAt);
        }
        server.unanswered = 0;
        settle(server);
        server.phase = Phase.REPORTING;
        return wasSilent;
    }

    /** Samples of that server were accepted then, and had their effect before: they only show its habits. */
    public void remember(String serverId, long acceptedAt) {
        hearAnyone(acceptedAt);
        WatchedServer server = servers.get(serverId);
        if (server != null && server.phase == Phase.REPORTING) {
            learn(server, acceptedAt);
        }
    }

    private void hearAnyone(long acceptedAt) {
        if (acceptedAt - settings.pipelineGap() > heardAnyoneAt) {
            restart(acceptedAt);
        }
        heardAnyoneAt = Math.max(heardAnyoneAt, acceptedAt);
    }

    /** An interval in which the stream was interrupted, or in which nobody looked, says nothing about the server's habits. */
    private void learn(WatchedServer server, long acceptedAt) {
        if (acceptedAt > server.heardAt) {
            if (server.heardAt >= Math.max(interruptedUntil, server.expectedSince)) {
                server.habits.add(acceptedAt - server.heardAt, suspicion);
            }
            server.heardAt = acceptedAt;
        }
    }

    /** Counts every silence anew: what was not heard until now says nothing about the servers. */
    public void restart(long now) {
        countingSince = Math.max(countingSince, now);
        interruptedUntil = Math.max(interruptedUntil, now);
    }

    /**
     * To be called several times a second.
     *
     * @param behind how far the samples that were judged last were behind
     * @param suspects the servers to probe are added here
     */
    public void tick(long now, long behind, Collection<Suspect> suspects) {
        if (now - tickedAt > settings.stall() || behind > settings.stall()) {
            restart(now);
        }
        ownHealth.tick(now, now - tickedAt, behind);
        tickedAt = now;
        probe(Phase.REPORTING, settings.probesAtOnce(), now, suspects);
        probe(Phase.HELD, settings.probesAtOnce() / 2, now, suspects);
        locations.tick(watched, now, findings);
    }

    private void probe(Phase phase, int atOnce, long now, Collection<Suspect> suspects) {
        for (WatchedServer server : servers.values()) {
            if (probing >= atOnce) {
                return;
            }
            if (server.phase == phase && !server.probed && now >= server.probeNotBefore && isQuiet(server, now)) {
                server.probed = true;
                probing++;
                suspects.add(new Suspect(server.serverId, server.address));
            }
        }
    }

    /** What was found since this was asked last is added there. */
    public void drain(Collection<Silence> found) {
        found.addAll(findings);
        findings.clear();
    }

    /**
     * A probe ended.
     *
     * @return true when the server is found silent now; whether that is said is among the findings
     */
    public boolean probed(String serverId, boolean answered, long now) {
        WatchedServer server = servers.get(serverId);
        if (server == null || !server.probed) {
            return false;
        }
        settle(server);
        if (answered) {
            server.answeredAt = now;
            server.phase = Phase.REPORTING;
        }
        if (answered || server.phase == Phase.HELD || !isQuiet(server, now)) {
            server.unanswered = 0;
            server.probeNotBefore = now + settings.silenceAfter();
            return false;
        }
        server.unanswered++;
        server.probeNotBefore = now + settings.probeAgainAfter();
        if (server.unanswered < settings.probesToFail()) {
            return false;
        }
        locations.found(server, watched, now, findings);
        return true;
    }

    /** The finding of silence was not carried out: the server is watched as before, from {@code now} on. */
    public void withdraw(String serverId, long now) {
        WatchedServer server = servers.get(serverId);
        if (server != null && server.phase == Phase.SILENT) {
            server.phase = Phase.REPORTING;
            server.unanswered = 0;
            server.probeNotBefore = now + settings.silenceAfter();
        }
    }

    private boolean isQuiet(WatchedServer server, long now) {
        long since = Math.max(countingSince, Math.max(server.heardAt, server.expectedSince));
        return server.habits.isSuspicious((now - since) / ownHealth.slowness(), settings.silenceAfter(), suspicion);
    }

    private void forget(String serverId) {
        WatchedServer server = servers.remove(serverId);
        if (server != null) {
            settle(server);
        }
    }

    private void settle(WatchedServer server) {
        if (server.probed) {
            server.probed = false;
            probing--;
        }
    }
}
