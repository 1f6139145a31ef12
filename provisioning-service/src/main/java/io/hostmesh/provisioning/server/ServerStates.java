package io.hostmesh.provisioning.server;

import java.util.List;

/** The names of states, as they are stored; customers see all in which a machine comes to answer as {@code building}. */
final class ServerStates {

    static final String REQUESTED = "requested";
    static final String BUILDING = "building";
    static final String RUNNING = "running";
    static final String STOPPING = "stopping";
    static final String STOPPED = "stopped";
    static final String STARTING = "starting";
    static final String REBOOTING = "rebooting";
    static final String RESUMING = "resuming";
    static final String RESIZING = "resizing";
    static final String REBUILDING = "rebuilding";
    static final String FAILED = "failed";
    static final String DELETING = "deleting";
    static final String DELETED = "deleted";

    private static final List<String> ALL = List.of(
            REQUESTED,
            BUILDING,
            RUNNING,
            STOPPING,
            STOPPED,
            STARTING,
            REBOOTING,
            RESUMING,
            RESIZING,
            REBUILDING,
            FAILED,
            DELETING,
            DELETED);

    /** On the way to answer, which is all that those who use a server can see of it. */
    private static final List<String> SHOWN_AS_BUILDING =
            List.of(BUILDING, STARTING, REBOOTING, RESUMING, RESIZING, REBUILDING);

    private ServerStates() {}

    static String nameOf(Server server) {
        if (server instanceof Server.Requested) {
            return REQUESTED;
        } else if (server instanceof Server.Building) {
            return BUILDING;
        } else if (server instanceof Server.Running) {
            return RUNNING;
        } else if (server instanceof Server.Stopping) {
            return STOPPING;
        } else if (server instanceof Server.Stopped) {
            return STOPPED;
        } else if (server instanceof Server.Starting) {
            return STARTING;
        } else if (server instanceof Server.Rebooting) {
            return REBOOTING;
        } else if (server instanceof Server.Resuming) {
            return RESUMING;
        } else if (server instanceof Server.Resizing) {
            return RESIZING;
        } else if (server instanceof Server.Rebuilding) {
            return REBUILDING;
        } else if (server instanceof Server.Failed) {
            return FAILED;
        } else if (server instanceof Server.Deleting) {
            return DELETING;
        } else if (server instanceof Server.Deleted) {
            return DELETED;
        }
        throw new IllegalStateException("expected every state to have a name, got " + server);
    }

    /** The state as the API names it. */
    static String shown(String stored) {
        return SHOWN_AS_BUILDING.contains(stored) ? BUILDING : stored;
    }

    /** The stored states that the API names so; none for what is no state. */
    static List<String> stored(String shown) {
        return ALL.stream().filter(state -> shown(state).equals(shown)).toList();
    }

    /** The states as the API names them. */
    static List<String> allShown() {
        return ALL.stream().map(ServerStates::shown).distinct().toList();
    }
}
