package io.hostmesh.monitoring.judge;

import io.hostmesh.monitoring.judge.WatchedServer.Phase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the silence of a location from that of its servers: when most of them are found silent together, it is one matter.
 * While a location is silent, its servers are held; when it is back, each is judged again. For one thread.
 */
final class LocationWatch {

    private final LocationBounds bounds;
    /** Only locations with a server that is held, or that are silent. */
    private final Map<String, Trouble> troubled = new HashMap<>();

    /** All servers that are watched. */
    interface Watched {

        Collection<WatchedServer> servers();

        /** Whether it was not heard for longer than its habits explain. */
        boolean isQuiet(WatchedServer server, long now);
    }

    private static final class Trouble {
        final long since;
        boolean silent;
        long silentSince;
        long saidAt;

        Trouble(long since) {
            this.since = since;
        }

        void becomeSilent(long now) {
            silent = true;
            silentSince = now;
            saidAt = now;
        }

        /** In a silence, only a sign of life says that a server is back. */
        boolean isBack(WatchedServer server) {
            return Math.max(server.expectedSince, Math.max(server.heardAt, server.answeredAt)) >= silentSince;
        }
    }

    /**
     * How a location's servers are. Those that have been silent for long count for nothing.
     *
     * @param found found silent by probes, and {@code answered} those that answered one in this trouble
     * @param suspected not heard for longer than their habits explain, or in a silence not heard since it began
     */
    private record Count(int servers, int found, int answered, int suspected, List<WatchedServer> held) {

        int silent() {
            return found + suspected;
        }
    }

    LocationWatch(LocationBounds bounds) {
        this.bounds = bounds;
    }

    /** Goes on with a location's silence that is open in the books. */
    void resume(String locationId, Collection<WatchedServer> servers, long now) {
        Trouble trouble = new Trouble(now);
        trouble.becomeSilent(now);
        troubled.put(locationId, trouble);
        for (WatchedServer server : servers) {
            if (locationId.equals(server.locationId) && server.phase == Phase.REPORTING) {
                hold(server, now);
            }
        }
    }

    boolean isSilent(@Nullable String locationId) {
        Trouble trouble = troubled.get(locationId);
        return trouble != null && trouble.silent;
    }

    /** A server was found silent: it is held while its location may be the cause, and said otherwise. */
    void found(WatchedServer server, Watched watched, long now, List<Silence> findings) {
        String locationId = server.locationId;
        hold(server, now);
        if (locationId == null) {
            say(server, findings);
        } else if (!isSilent(locationId)) {
            troubled.computeIfAbsent(locationId, unknown -> new Trouble(now));
            look(locationId, watched, now, findings);
        }
    }

    /** To be called at each tick. */
    void tick(Watched watched, long now, List<Silence> findings) {
        if (!troubled.isEmpty()) {
            for (String locationId : List.copyOf(troubled.keySet())) {
                look(locationId, watched, now, findings);
            }
        }
    }

    private void look(String locationId, Watched watched, long now, List<Silence> findings) {
        Trouble trouble = troubled.get(locationId);
        if (trouble == null) {
            return;
        }
        Count count = count(locationId, trouble, watched, now);
        if (trouble.silent) {
            goOn(locationId, trouble, count, now, findings);
        } else if (isMost(count.found(), count.found() + count.answered()) && isMost(count.silent(), count.servers())) {
            trouble.becomeSilent(now);
            findings.add(new Silence.OfLocation(locationId, count.silent(), count.servers()));
        } else if (count.suspected() == 0
                || !isMost(count.silent(), count.servers())
                || now - trouble.since >= bounds.gather()) {
            count.held().forEach(server -> say(server, findings));
            troubled.remove(locationId);
        }
    }

    private boolean isMost(int silent, int servers) {
        return silent >= bounds.minimumServers() && silent >= bounds.silentShare() * servers;
    }

    private void goOn(String locationId, Trouble trouble, Count count, long now, List<Silence> findings) {
        if (count.silent() <= bounds.clearShare() * count.servers()) {
            findings.add(new Silence.LocationBack(locationId, count.silent(), count.servers()));
            troubled.remove(locationId);
            for (WatchedServer server : count.held()) {
                server.phase = Phase.REPORTING;
                server.unanswered = 0;
                server.expectedSince = now;
                server.probeNotBefore = now;
            }
        } else if (now - trouble.saidAt >= bounds.repetition()) {
            trouble.saidAt = now;
            findings.add(new Silence.OfLocation(locationId, count.silent(), count.servers()));
        }
    }

    private Count count(String locationId, Trouble trouble, Watched watched, long now) {
        int servers = 0;
        int found = 0;
        int answered = 0;
        int suspected = 0;
        List<WatchedServer> held = new ArrayList<>();
        for (WatchedServer server : watched.servers()) {
            if (!locationId.equals(server.locationId)
                    || (server.phase == Phase.SILENT && now - server.silentAt > bounds.together())) {
                continue;
            }
            servers++;
            if (server.phase == Phase.HELD) {
                held.add(server);
            }
            if (server.phase != Phase.REPORTING) {
                found++;
            } else if (server.answeredAt >= trouble.since) {
                answered++;
            } else if (trouble.silent ? !trouble.isBack(server) : watched.isQuiet(server, now)) {
                suspected++;
            }
        }
        return new Count(servers, found, answered, suspected, held);
    }

    private static void hold(WatchedServer server, long now) {
        server.phase = Phase.HELD;
        server.silentAt = now;
    }

    private static void say(WatchedServer server, List<Silence> findings) {
        server.phase = Phase.SILENT;
        findings.add(new Silence.OfServer(server.serverId));
    }
}
