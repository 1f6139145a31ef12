package io.hostmesh.provisioning.server;

import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.contracts.ServerEvent.FailureEvidence;
import io.hostmesh.provisioning.server.ServerDecision.Accepted;
import io.hostmesh.provisioning.server.ServerDecision.Rejected;
import io.hostmesh.provisioning.server.ServerDecision.Unchanged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The rules of a server's life. */
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
                        description.createdAt())));
    }

    static ServerDecision decide(Server server, ServerCommand command, Instant now) {
        if (command instanceof ServerCommand.Build) {
            return server instanceof Server.Requested requested ? silently(requested.build(now)) : UNCHANGED;
        } else if (command instanceof ServerCommand.MachineAnswered answered) {
            return answered(server, answered);
        } else if (command instanceof ServerCommand.MachineEnded ended) {
            return ended(server, ended);
        } else if (command instanceof ServerCommand.HostStopped stopped) {
            return hostStopped(server, stopped, now);
        } else if (command instanceof ServerCommand.MachineNotMade notMade) {
            return notMade(server, notMade);
        } else if (command instanceof ServerCommand.Stop) {
            return stop(server, now);
        } else if (command instanceof ServerCommand.MachineStopped stopped) {
            return stopped(server, stopped);
        } else if (command instanceof ServerCommand.Start start) {
            return start(server, start, now);
        } else if (command instanceof ServerCommand.Delete delete) {
            return server instanceof Server.Deletable deletable
                    ? silently(deletable.delete(delete.because(), now))
                    : UNCHANGED;
        } else if (command instanceof ServerCommand.MachineDeleted deleted) {
            return deleted(server, deleted);
        }
        throw new IllegalStateException("expected every command to have a rule, got " + command);
    }

    private static ServerDecision answered(Server server, ServerCommand.MachineAnswered answered) {
        if (server instanceof Server.Building building) {
            Server.Running running = building.answered(answered.address(), answered.at());
            ServerDescription of = building.description();
            List<ServerEvent> events = new ArrayList<>();
            events.add(new ServerEvent.Provisioned(
                    of.id(),
                    of.name(),
                    of.groupId(),
                    of.planId(),
                    of.imageId(),
                    of.locationId(),
                    answered.address(),
                    answered.at()));
            for (String replaced : of.replaces()) {
                events.add(
                        new ServerEvent.Replaced(replaced, of.groupId(), of.id(), answered.address(), answered.at()));
            }
            return new Accepted(running, events);
        }
        if (server instanceof Server.Starting starting) {
            ServerDescription of = starting.description();
            return new Accepted(
                    starting.answered(answered.address(), answered.at()),
                    List.of(new ServerEvent.Started(
                            of.id(), of.groupId(), of.planId(), answered.address(), answered.at())));
        }
        return UNCHANGED;
    }

    private static ServerDecision ended(Server server, ServerCommand.MachineEnded ended) {
        if (ended.at().isBefore(server.since()) && !(server instanceof Server.Running)) {
            return UNCHANGED; // The end of an earlier run of the machine.
        }
        if (server instanceof Server.Building building) {
            return failed(building.fail(ended.because(), ended.evidence(), ended.at()));
        }
        if (server instanceof Server.Starting starting) {
            return failed(starting.fail(ended.because(), ended.evidence(), ended.at()));
        }
        if (server instanceof Server.Running running) {
            return failed(running.fail(ended.because(), ended.evidence(), ended.at()));
        }
        return UNCHANGED;
    }

    /** It is not billed for the time without its host, and not taken for a failure. */
    private static ServerDecision hostStopped(Server server, ServerCommand.HostStopped stopped, Instant now) {
        if (!(server instanceof Server.Running running)) {
            return UNCHANGED;
        }
        ServerDescription of = running.description();
        Instant at = stopped.at().isBefore(running.answeredAt()) ? running.answeredAt() : stopped.at();
        return new Accepted(
                running.restart(now),
                List.of(new ServerEvent.Stopped(of.id(), of.groupId(), of.planId(), "its host was shut down", at)));
    }

    private static ServerDecision notMade(Server server, ServerCommand.MachineNotMade notMade) {
        if (server instanceof Server.Building building) {
            return failed(building.fail(notMade.because(), notMade.evidence(), notMade.at()));
        }
        if (server instanceof Server.Starting starting) {
            return failed(starting.fail(notMade.because(), notMade.evidence(), notMade.at()));
        }
        return UNCHANGED;
    }

    private static ServerDecision failed(Server.Failed failed) {
        ServerDescription of = failed.description();
        FailureEvidence evidence = failed.evidence();
        return new Accepted(
                failed,
                List.of(new ServerEvent.Failed(
                        of.id(), of.name(), of.groupId(), of.planId(), failed.because(), evidence, failed.since())));
    }

    private static ServerDecision stop(Server server, Instant now) {
        if (server.description().groupId() != null) {
            return memberOfGroup("stopped");
        }
        if (server instanceof Server.Stopping || server instanceof Server.Stopped) {
            return UNCHANGED;
        }
        return server instanceof Server.Running running
                ? silently(running.stop(now))
                : illegal("running", server, "stopped");
    }

    private static ServerDecision stopped(Server server, ServerCommand.MachineStopped stopped) {
        if (!(server instanceof Server.Stopping stopping)) {
            return UNCHANGED;
        }
        ServerDescription of = stopping.description();
        return new Accepted(
                stopping.stopped(stopped.at()),
                List.of(new ServerEvent.Stopped(of.id(), of.groupId(), of.planId(), stopped.because(), stopped.at())));
    }

    private static ServerDecision start(Server server, ServerCommand.Start start, Instant now) {
        if (server.description().groupId() != null) {
            return memberOfGroup("started");
        }
        if (server instanceof Server.Starting || server instanceof Server.Running) {
            return UNCHANGED;
        }
        if (server instanceof Server.Stopped && start.spendLimit() != null) {
            return new Rejected("spend-limit-reached", "Nothing more can be started: " + start.spendLimit() + ".");
        }
        return server instanceof Server.Stopped stopped
                ? silently(stopped.start(now))
                : illegal("stopped", server, "started");
    }

    private static ServerDecision deleted(Server server, ServerCommand.MachineDeleted machine) {
        if (!(server instanceof Server.Deleting deleting)) {
            return UNCHANGED;
        }
        ServerDescription of = deleting.description();
        Server.Deleted deleted = deleting.deleted(machine.at());
        return new Accepted(
                deleted,
                List.of(new ServerEvent.Deleted(
                        of.id(), of.groupId(), of.planId(), deleted.because(), deleted.since())));
    }

    private static Accepted silently(Server next) {
        return new Accepted(next, List.of());
    }

    private static Rejected memberOfGroup(String participle) {
        return new Rejected(
                "server-in-group",
                "A member of a group is not " + participle
                        + " by hand: delete it and the group makes another, or change" + " the group.");
    }

    private static Rejected illegal(String expected, Server server, String participle) {
        return new Rejected(
                "illegal-state",
                "Expected a server that is " + expected + " to be " + participle + ", but it is "
                        + ServerStates.nameOf(server) + ".");
    }
}
