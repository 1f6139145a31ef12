package io.hostmesh.provisioning.server;

import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.provisioning.refusal.Refusal;
import io.hostmesh.provisioning.server.ServerDecision.Accepted;
import io.hostmesh.provisioning.server.ServerDecision.Rejected;
import io.hostmesh.provisioning.server.ServerDecision.Unchanged;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of a server's life: what may be asked of it. What its machine does is for {@link MachineDecider}. */
final class ServerDecider {

    private static final ServerDecision UNCHANGED = new Unchanged();

    private ServerDecider() {}

    /** The beginning of a server. */
    static Accepted request(ServerDescription description) {
        return new Accepted(
                new Server.Requested(description, description.createdAt()),
                List.of(new ServerEvent.Requested(
                        description.id(),
                        description.name(),
                        description.groupId(),
                        description.planId(),
                        description.imageId(),
                        description.locationId(),
                        description.createdAt())),
                ActionEffect.begun(ActionType.CREATE));
    }

    static ServerDecision decide(Server server, ServerCommand command, Instant now) {
        if (command instanceof ServerCommand.Seen seen) {
            return MachineDecider.decide(server, seen, now);
        } else if (command instanceof ServerCommand.Delete delete) {
            return server instanceof Server.Deletable deletable
                    ? begun(deletable.delete(delete.because(), now), ActionType.DELETE)
                    : UNCHANGED;
        } else if (server.description().groupId() != null) {
            return memberOfGroup();
        } else if (command instanceof ServerCommand.Stop) {
            return stop(server, now);
        } else if (command instanceof ServerCommand.Start start) {
            return start(server, start, now);
        } else if (command instanceof ServerCommand.Reboot) {
            return server instanceof Server.Running running
                    ? begun(running.reboot(now), ActionType.REBOOT)
                    : illegal("running", server, "rebooted");
        } else if (command instanceof ServerCommand.Resize resize) {
            return resize(server, resize, now);
        } else if (command instanceof ServerCommand.Rebuild rebuild) {
            return rebuild(server, rebuild, now);
        }
        throw new IllegalStateException("expected every command to have a rule, got " + command);
    }

    private static ServerDecision stop(Server server, Instant now) {
        if (server instanceof Server.Stopping || server instanceof Server.Stopped) {
            return UNCHANGED;
        }
        return server instanceof Server.Running running
                ? begun(running.stop(now), ActionType.STOP)
                : illegal("running", server, "stopped");
    }

    private static ServerDecision start(Server server, ServerCommand.Start start, Instant now) {
        if (server instanceof Server.Starting || server instanceof Server.Running) {
            return UNCHANGED;
        }
        if (!(server instanceof Server.Stopped stopped)) {
            return illegal("stopped", server, "started");
        }
        return start.spendLimit() == null
                ? begun(stopped.start(now), ActionType.START)
                : spendLimitReached("started", start.spendLimit());
    }

    private static ServerDecision resize(Server server, ServerCommand.Resize resize, Instant now) {
        boolean running = server instanceof Server.Running;
        if (!running && !(server instanceof Server.Stopped)) {
            return illegal("running or stopped", server, "resized");
        }
        if (server.description().planId().equals(resize.toPlanId())) {
            return new Rejected(
                    Refusal.PLAN_UNCHANGED,
                    "Expected another plan than " + resize.toPlanId() + ", which the server is of.");
        }
        if (resize.grows() && resize.spendLimit() != null) {
            return spendLimitReached("made larger", resize.spendLimit());
        }
        if (resize.noRoom() != null) {
            return new Rejected(
                    resize.noRoom().reason(),
                    "The server cannot be made one of " + resize.toPlanId() + ": "
                            + resize.noRoom().because() + ".");
        }
        Server.Resizing resizing = server instanceof Server.Running was
                ? was.resize(resize.toPlanId(), now)
                : ((Server.Stopped) server).resize(resize.toPlanId(), now);
        return new Accepted(resizing, List.of(), new ActionEffect.Begun(ActionType.RESIZE, resize.toPlanId()));
    }

    /** A running server costs the same before and after; any other costs more than it does now. */
    private static ServerDecision rebuild(Server server, ServerCommand.Rebuild rebuild, Instant now) {
        if (server instanceof Server.Running running) {
            return begun(running.rebuild(now), ActionType.REBUILD);
        }
        Server.@Nullable Rebuilding rebuilding = server instanceof Server.Stopped stopped
                ? stopped.rebuild(now)
                : server instanceof Server.Failed failed ? failed.rebuild(now) : null;
        if (rebuilding == null) {
            return illegal("running, stopped or failed", server, "rebuilt");
        }
        if (rebuild.inQuarantine()) {
            return new Rejected(
                    Refusal.MACHINE_IN_QUARANTINE,
                    "The server failed, and its machine is in quarantine until an operator has looked at it: delete the"
                            + " server and create another.");
        }
        return rebuild.spendLimit() == null
                ? begun(rebuilding, ActionType.REBUILD)
                : spendLimitReached("rebuilt", rebuild.spendLimit());
    }

    private static Accepted begun(Server next, ActionType type) {
        return new Accepted(next, List.of(), ActionEffect.begun(type));
    }

    private static Rejected spendLimitReached(String participle, String limit) {
        return new Rejected(Refusal.SPEND_LIMIT_REACHED, "Nothing more can be " + participle + ": " + limit + ".");
    }

    private static Rejected memberOfGroup() {
        return new Rejected(
                Refusal.SERVER_IN_GROUP,
                "A member of a group is only deleted by hand: the group makes another. Anything else is a change of"
                        + " the group.");
    }

    private static Rejected illegal(String expected, Server server, String participle) {
        return new Rejected(
                Refusal.ILLEGAL_STATE,
                "Expected a server that is " + expected + " to be " + participle + ", but it is "
                        + ServerStates.nameOf(server) + ".");
    }
}
