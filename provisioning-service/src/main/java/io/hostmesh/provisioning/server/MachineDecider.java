package io.hostmesh.provisioning.server;

import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.contracts.ServerEvent.FailureEvidence;
import io.hostmesh.provisioning.refusal.Refusal;
import io.hostmesh.provisioning.server.ServerDecision.Accepted;
import io.hostmesh.provisioning.server.ServerDecision.Unchanged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What follows from what a server's machine did or was seen to be. A machine that went its own way is dealt with like this:
 *
 * <table>
 * <caption>What is done about drift</caption>
 * <tr><th>should be</th><th>is</th><th>what is done</th></tr>
 * <tr><td>running</td><td>ended by the shutdown of its host</td><td>started again; not a drift</td></tr>
 * <tr><td>running</td><td>at another address, as it was restarted</td><td>taken for started again; not a drift</td></tr>
 * <tr><td>running, on its own, for a minute or longer</td><td>ended in good order</td><td>started again</td></tr>
 * <tr><td>running otherwise</td><td>ended</td><td>failed; not a drift, but a failure</td></tr>
 * <tr><td>running or stopped</td><td>missing</td><td>failed</td></tr>
 * <tr><td>stopped or failed</td><td>running</td><td>stopped, for nobody pays for it</td></tr>
 * </table>
 *
 * Every step that is given up leaves the server in a state that is true as far as anyone knows: what could not be powered off
 * runs on, what could not be resized stays of its plan, what could not be made or started has failed. A deletion is tried for
 * ever, also after its action failed.
 */
final class MachineDecider {

    /** Exit statuses of a machine that somebody stopped, in contrast to one that broke: by itself, and by SIGTERM. */
    private static final List<Integer> GOOD_ORDER = List.of(0, 128 + 15);

    /** One that ends in good order sooner than this after it answered would do so again and again. */
    private static final Duration WORTH_RESTARTING = Duration.ofMinutes(1);

    private static final String RUNNING = "running";
    private static final String STOPPED = "stopped";
    private static final ServerDecision UNCHANGED = new Unchanged();

    private MachineDecider() {}

    static ServerDecision decide(Server server, ServerCommand.Seen command, Instant now) {
        if (command instanceof ServerCommand.Build) {
            return server instanceof Server.Requested requested
                    ? new Accepted(requested.build(now), List.of(), ActionEffect.NONE)
                    : UNCHANGED;
        } else if (command instanceof ServerCommand.MachineAnswered answered) {
            return answered(server, answered);
        } else if (command instanceof ServerCommand.MachineEnded ended) {
            return ended(server, ended, now);
        } else if (command instanceof ServerCommand.HostStopped stopped) {
            return server instanceof Server.Running running
                    ? restart(running, List.of(), "its host was shut down", stopped.at(), now)
                    : UNCHANGED;
        } else if (command instanceof ServerCommand.MachineMoved moved) {
            return server instanceof Server.Running running
                    ? restart(running, List.of(), "it was restarted from outside", moved.at(), now)
                    : UNCHANGED;
        } else if (command instanceof ServerCommand.MachineMissing missing) {
            return missing(server, missing);
        } else if (command instanceof ServerCommand.MachineRuns runs) {
            return runs(server, runs);
        } else if (command instanceof ServerCommand.MachineNotMade notMade) {
            return notMade(server, notMade.because(), notMade.evidence(), notMade.at());
        } else if (command instanceof ServerCommand.StepGivenUp givenUp) {
            return givenUp(server, givenUp, now);
        } else if (command instanceof ServerCommand.MachineStopped stopped) {
            return stopped(server, stopped, now);
        } else if (command instanceof ServerCommand.MachineResized resized) {
            return resized(server, resized);
        } else if (command instanceof ServerCommand.MachineDeleted deleted) {
            return deleted(server, deleted);
        }
        throw new IllegalStateException("expected every command to have a rule, got " + command);
    }

    private static ServerDecision answered(Server server, ServerCommand.MachineAnswered answered) {
        ServerDescription of = server.description();
        String address = answered.address();
        Instant at = answered.at();
        if (server instanceof Server.Building building) {
            return provisioned(building, address, at);
        } else if (server instanceof Server.Starting starting) {
            return completed(starting.answered(address, at), started(of, address, at));
        } else if (server instanceof Server.Resuming resuming) {
            return completed(
                    resuming.answered(address, at),
                    new ServerEvent.Rebooted(of.id(), of.groupId(), of.planId(), address, at));
        } else if (server instanceof Server.Rebuilding rebuilding) {
            ServerEvent rebuilt =
                    new ServerEvent.Rebuilt(of.id(), of.groupId(), of.planId(), of.imageId(), address, at);
            return rebuilding.inUse()
                    ? completed(rebuilding.answered(address, at), rebuilt)
                    : completed(rebuilding.answered(address, at), rebuilt, started(of, address, at));
        }
        return UNCHANGED;
    }

    private static Accepted provisioned(Server.Building building, String address, Instant at) {
        ServerDescription of = building.description();
        List<ServerEvent> events = new ArrayList<>();
        events.add(new ServerEvent.Provisioned(
                of.id(), of.name(), of.groupId(), of.planId(), of.imageId(), of.locationId(), address, at));
        for (String replaced : of.replaces()) {
            events.add(new ServerEvent.Replaced(replaced, of.groupId(), of.id(), address, at));
        }
        return new Accepted(building.answered(address, at), List.copyOf(events), ActionEffect.COMPLETED);
    }

    private static ServerEvent.Started started(ServerDescription of, String address, Instant at) {
        return new ServerEvent.Started(of.id(), of.groupId(), of.planId(), address, at);
    }

    private static ServerDecision ended(Server server, ServerCommand.MachineEnded ended, Instant now) {
        if (!(server instanceof Server.Running running)) {
            return notMade(server, ended.because(), ended.evidence(), ended.at());
        }
        boolean worthIt = !ended.at().isBefore(running.answeredAt().plus(WORTH_RESTARTING));
        Integer status = ended.evidence().exitStatus();
        if (running.description().groupId() == null && worthIt && status != null && GOOD_ORDER.contains(status)) {
            ServerEvent drifted = drifted(running, RUNNING, STOPPED, "started", ended.at());
            return restart(running, List.of(drifted), "it was stopped from outside", ended.at(), now);
        }
        return failed(running.fail(ended.because(), ended.evidence(), ended.at()), List.of());
    }

    /** It is not billed for the time in which it is off, and not taken for a failure. */
    private static Accepted restart(
            Server.Running running, List<ServerEvent> before, String because, Instant endedAt, Instant now) {
        ServerDescription of = running.description();
        Instant at = endedAt.isBefore(running.answeredAt()) ? running.answeredAt() : endedAt;
        List<ServerEvent> events = new ArrayList<>(before);
        events.add(new ServerEvent.Stopped(of.id(), of.groupId(), of.planId(), because, at));
        return new Accepted(running.restart(now), List.copyOf(events), ActionEffect.begun(ActionType.START));
    }

    private static ServerDecision missing(Server server, ServerCommand.MachineMissing missing) {
        String because = "its machine is gone";
        if (server instanceof Server.Running running) {
            ServerEvent drifted = drifted(running, RUNNING, "missing", "failed", missing.at());
            return failed(running.fail(because, missing.evidence(), missing.at()), List.of(drifted));
        }
        if (server instanceof Server.Stopped stopped) {
            ServerEvent drifted = drifted(stopped, STOPPED, "missing", "failed", missing.at());
            return failed(stopped.fail(because, missing.evidence(), missing.at()), List.of(drifted));
        }
        return notMade(server, because, missing.evidence(), missing.at());
    }

    private static ServerDecision runs(Server server, ServerCommand.MachineRuns runs) {
        return server instanceof Server.Stopped || server instanceof Server.Failed
                ? new Accepted(
                        server, List.of(drifted(server, STOPPED, RUNNING, STOPPED, runs.at())), ActionEffect.NONE, true)
                : UNCHANGED;
    }

    private static ServerEvent.Drifted drifted(
            Server server, String expected, String observed, String correction, Instant at) {
        ServerDescription of = server.description();
        return new ServerEvent.Drifted(of.id(), of.groupId(), expected, observed, correction, at);
    }

    private static ServerDecision notMade(Server server, String because, FailureEvidence evidence, Instant at) {
        if (server instanceof Server.Building building) {
            return failed(building.fail(because, evidence, at), List.of());
        } else if (server instanceof Server.Starting starting) {
            return failed(starting.fail(because, evidence, at), List.of());
        } else if (server instanceof Server.Resuming resuming) {
            return failed(resuming.fail(because, evidence, at), List.of());
        } else if (server instanceof Server.Rebuilding rebuilding) {
            return failed(rebuilding.fail(because, evidence, at), List.of());
        }
        return UNCHANGED;
    }

    private static Accepted failed(Server.Failed failed, List<ServerEvent> before) {
        ServerDescription of = failed.description();
        List<ServerEvent> events = new ArrayList<>(before);
        events.add(new ServerEvent.Failed(
                of.id(), of.name(), of.groupId(), of.planId(), failed.because(), failed.evidence(), failed.since()));
        return new Accepted(
                failed, List.copyOf(events), new ActionEffect.Failed(Refusal.MACHINE_FAILED, failed.because()));
    }

    private static ServerDecision givenUp(Server server, ServerCommand.StepGivenUp givenUp, Instant now) {
        ActionEffect failed = new ActionEffect.Failed(Refusal.STEP_GIVEN_UP, givenUp.because());
        if (server instanceof Server.Stopping stopping) {
            return new Accepted(stopping.keep(), List.of(), failed);
        } else if (server instanceof Server.Rebooting rebooting) {
            return new Accepted(rebooting.keep(), List.of(), failed);
        } else if (server instanceof Server.Resizing resizing) {
            return new Accepted(
                    resizing.resumes() ? resizing.resumeUnchanged(now) : resizing.stayOffUnchanged(now),
                    List.of(),
                    failed);
        } else if (server instanceof Server.Deleting) {
            return new Accepted(server, List.of(), failed);
        }
        return notMade(server, givenUp.because(), givenUp.evidence(), givenUp.at()) instanceof Accepted notMade
                ? new Accepted(notMade.next(), notMade.events(), failed)
                : UNCHANGED;
    }

    private static ServerDecision stopped(Server server, ServerCommand.MachineStopped stopped, Instant now) {
        if (server instanceof Server.Rebooting rebooting) {
            return new Accepted(rebooting.off(now), List.of(), ActionEffect.NONE);
        }
        if (!(server instanceof Server.Stopping stopping)) {
            return UNCHANGED;
        }
        ServerDescription of = stopping.description();
        return completed(
                stopping.stopped(stopped.at()),
                new ServerEvent.Stopped(of.id(), of.groupId(), of.planId(), stopped.because(), stopped.at()));
    }

    private static ServerDecision resized(Server server, ServerCommand.MachineResized resized) {
        if (!(server instanceof Server.Resizing resizing)) {
            return UNCHANGED;
        }
        ServerDescription of = resizing.description();
        Instant at = resized.at().isBefore(resizing.since()) ? resizing.since() : resized.at();
        ServerEvent event = new ServerEvent.Resized(of.id(), of.groupId(), of.planId(), resizing.toPlanId(), at);
        return resizing.resumes()
                ? new Accepted(resizing.resumeResized(at), List.of(event), ActionEffect.NONE)
                : completed(resizing.stayOffResized(at), event);
    }

    private static ServerDecision deleted(Server server, ServerCommand.MachineDeleted machine) {
        if (!(server instanceof Server.Deleting deleting)) {
            return UNCHANGED;
        }
        ServerDescription of = deleting.description();
        Server.Deleted deleted = deleting.deleted(machine.at());
        return completed(
                deleted,
                new ServerEvent.Deleted(of.id(), of.groupId(), of.planId(), deleted.because(), deleted.since()));
    }

    private static Accepted completed(Server next, ServerEvent... events) {
        return new Accepted(next, List.of(events), ActionEffect.COMPLETED);
    }
}
