package io.hostmesh.provisioning.server;

import java.util.List;

/** The names of states, as they are stored; customers see {@code starting} as {@code building}. */
final class ServerStates {

    static final String REQUESTED = "requested";
    static final String BUILDING = "building";
    static final String RUNNING = "running";
    static final String STOPPING = "stopping";
    static final String STOPPED = "stopped";
    static final String STARTING = "starting";
    static final String FAILED = "failed";
    static final String DELETING = "deleting";
    static final String DELETED = "deleted";

    private static final List<String> ALL =
            List.of(REQUESTED, BUILDING, RUNNING, STOPPING, STOPPED, STARTING, FAILED, DELETING, DELETED);

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
        return stored.equals(STARTING) ? BUILDING : stored;
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
