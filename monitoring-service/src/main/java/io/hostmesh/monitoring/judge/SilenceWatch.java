package io.hostmesh.monitoring.judge;

import io.hostmesh.monitoring.judge.ServerFact.Presence;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells a server that has failed from samples that do not arrive.
 *
 * <p>A server that should report and did not for longer than its own habits explain ({@link PhiAccrual}) is a suspect, provided
 * that the judge itself ran and kept up all that time and that the stream of samples was not interrupted as a whole; a judge
 * that runs late suspects later ({@link OwnHealth}). A suspect is probed directly; only one that leaves several probes in a row
 * unanswered is silent. So neither a broken way of the samples (gateway, broker,
 * database, monitoring itself) nor a server's broken reporting alone looks like a failure, and even the only server of a
 * mesh, with nobody else to compare with, can be found to have failed. For one thread.
 */
public final class SilenceWatch {

    private enum Phase {
        REPORTING,
        PROBED,
        SILENT
    }

    private static final class Watched {
        final String serverId;

        @Nullable
        String address;

        long expectedSince;
        long heardAt = Long.MIN_VALUE;
        long probeNotBefore = Long.MIN_VALUE;
        int unanswered;
        final PhiAccrual habits = new PhiAccrual();
        Phase phase = Phase.REPORTING;

        Watched(String serverId) {
            this.serverId = serverId;
        }
    }

    /** A server that should be asked whether it lives. */
    public record Suspect(String serverId, @Nullable String address) {}

    private final JudgeSettings settings;
    private final Suspicion suspicion;
    private final OwnHealth ownHealth = new OwnHealth();
    private final Map<String, Watched> servers = new HashMap<>();
    private long countingSince;
    /** Intervals that began before are no habits. */
    private long interruptedUntil = Long.MIN_VALUE;

    private long heardAnyoneAt = Long.MIN_VALUE;
    private long tickedAt;
    private int probing;

    /** Starts to count at {@code now}. */
    public SilenceWatch(JudgeSettings settings, Suspicion suspicion, long now) {
        this.settings = settings;
        this.suspicion = suspicion;
        this.countingSince = now;
        this.tickedAt = now;
    }

    /** Learns whether a server should report. */
    public void apply(ServerFact fact) {
        if (fact.presence() != Presence.EXPECTED) {
            forget(fact.serverId());
            return;
        }
        Watched server = servers.computeIfAbsent(fact.serverId(), Watched::new);
        server.expectedSince = Math.max(server.expectedSince, fact.since());
        server.address = fact.address();
    }

    /** Goes on with a silence that is open in the books. */
    public void resumeSilent(String serverId) {
        Watched server = servers.get(serverId);
        if (server != null) {
            settle(server);
            server.phase = Phase.SILENT;
        }
    }

    /**
     * Samples of that server were accepted then.
     *
     * @return true when it had been silent: it is back
     */
    public boolean heard(String serverId, long acceptedAt) {
        hearAnyone(acceptedAt);
        Watched server = servers.get(serverId);
        if (server == null) {
            return false;
        }
        boolean wasSilent = server.phase == Phase.SILENT;
        if (wasSilent) {
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
        Watched server = servers.get(serverId);
        if (server != null && server.phase != Phase.SILENT) {
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
    private void learn(Watched server, long acceptedAt) {
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
        for (Watched server : servers.values()) {
            if (probing >= settings.probesAtOnce()) {
                return;
            }
            if (server.phase == Phase.REPORTING && now >= server.probeNotBefore && isQuiet(server, now)) {
                server.phase = Phase.PROBED;
                probing++;
                suspects.add(new Suspect(server.serverId, server.address));
            }
        }
    }

    /**
     * A probe ended.
     *
     * @return true when the server is found silent now
     */
    public boolean probed(String serverId, boolean answered, long now) {
        Watched server = servers.get(serverId);
        if (server == null || server.phase != Phase.PROBED) {
            return false;
        }
        settle(server);
        server.phase = Phase.REPORTING;
        if (answered || !isQuiet(server, now)) {
            server.unanswered = 0;
            server.probeNotBefore = now + settings.silenceAfter();
            return false;
        }
        server.unanswered++;
        server.probeNotBefore = now + settings.probeAgainAfter();
        if (server.unanswered < settings.probesToFail()) {
            return false;
        }
        server.phase = Phase.SILENT;
        return true;
    }

    /** The finding of silence was not carried out: the server is watched as before, from {@code now} on. */
    public void withdraw(String serverId, long now) {
        Watched server = servers.get(serverId);
        if (server != null && server.phase == Phase.SILENT) {
            server.phase = Phase.REPORTING;
            server.unanswered = 0;
            server.probeNotBefore = now + settings.silenceAfter();
        }
    }

    private boolean isQuiet(Watched server, long now) {
        long since = Math.max(countingSince, Math.max(server.heardAt, server.expectedSince));
        return server.habits.isSuspicious((now - since) / ownHealth.slowness(), settings.silenceAfter(), suspicion);
    }

    private void forget(String serverId) {
        Watched server = servers.remove(serverId);
        if (server != null) {
            settle(server);
        }
    }

    private void settle(Watched server) {
        if (server.phase == Phase.PROBED) {
            probing--;
        }
    }
}
