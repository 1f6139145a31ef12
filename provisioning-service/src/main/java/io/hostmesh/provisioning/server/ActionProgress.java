package io.hostmesh.provisioning.server;

/**
 * How far an action is.
 *
 * @param percent 100 only when it is completed
 * @param step what is done at the moment, or was when it ended
 */
record ActionProgress(int percent, String step) {

    static final ActionProgress COMPLETED = new ActionProgress(100, "done");

    /** How far an action is that brought its server to that state. */
    static ActionProgress of(Server server) {
        if (server instanceof Server.Requested) {
            return new ActionProgress(0, "waiting for a reconciler");
        } else if (server instanceof Server.Building) {
            return new ActionProgress(50, "making the machine");
        } else if (server instanceof Server.Starting) {
            return new ActionProgress(50, "powering on");
        } else if (server instanceof Server.Stopping) {
            return new ActionProgress(50, "powering off");
        } else if (server instanceof Server.Rebooting) {
            return new ActionProgress(25, "powering off");
        } else if (server instanceof Server.Resizing) {
            return new ActionProgress(25, "powering off and changing the plan");
        } else if (server instanceof Server.Resuming) {
            return new ActionProgress(75, "powering on again");
        } else if (server instanceof Server.Rebuilding) {
            return new ActionProgress(50, "making the machine anew");
        } else if (server instanceof Server.Deleting) {
            return new ActionProgress(50, "deleting the machine");
        }
        return COMPLETED;
    }
}
