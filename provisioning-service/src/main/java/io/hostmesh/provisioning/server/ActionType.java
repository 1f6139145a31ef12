package io.hostmesh.provisioning.server;

import java.util.Locale;

/** What can be done to a server that takes its time. */
enum ActionType {
    CREATE,
    START,
    STOP,
    REBOOT,
    RESIZE,
    REBUILD,
    DELETE;

    /** As the API names it. */
    String shown() {
        return name().toLowerCase(Locale.ROOT);
    }
}
