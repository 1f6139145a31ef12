package io.hostmesh.provisioning.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.contracts.ServerEvent.FailureEvidence;
import io.hostmesh.provisioning.refusal.Refusal;
import io.hostmesh.provisioning.server.ServerDecision.Accepted;
import io.hostmesh.provisioning.server.ServerDecision.Rejected;
import io.hostmesh.provisioning.server.ServerDecision.Unchanged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServerDeciderTest {

    private static final Instant T0 = Instant.parse("2026-11-22T00:00:00Z");
    private static final FailureEvidence KILLED = new FailureEvidence(137, List.of("last line"), "driver:process");
    private static final ServerDescription ALONE =
            ServerDescription.first("srv_1", "acc_1", "web", null, "small", "workload-1", "local", List.of(), T0);
    private static final ServerDescription MEMBER = ServerDescription.first(
            "srv_2", "acc_1", "web", "grp_1", "small", "workload-1", "local", List.of("srv_0", "srv_1"), T0);

    static Instant at(long seconds) {
        return T0.plusSeconds(seconds);
    }

    private static Server.Running running(ServerDescription of) {
        return new Server.Requested(of, T0).build(at(1)).answered("127.0.0.1:9", at(2));
    }

    static List<Server> everyState() {
        Server.Requested requested = new Server.Requested(ALONE, T0);
        Server.Building building = requested.build(at(1));
        Server.Running running = running(ALONE);
        Server.Stopping stopping = running.stop(at(3));
        Server.Stopped stopped = stopping.stopped(at(4));
        return List.of(
                requested,
                building,
                running,
                stopping,
                stopped,
                stopped.start(at(5)),
                running.reboot(at(3)),
                running.reboot(at(3)).off(at(4)),
                running.resize("large", at(3)),
                stopped.resize("large", at(5)),
                running.rebuild(at(3)),
                stopped.rebuild(at(5)),
                running.fail("gone", KILLED, at(6)),
                running.delete("asked", at(7)),
                running.delete("asked", at(7)).deleted(at(8)));
    }

    private static ServerDecision decide(Server server, ServerCommand command) {
        return ServerDecider.decide(server, command, at(100));
    }

    private static Accepted accepted(Server server, ServerCommand command) {
        return assertInstanceOf(Accepted.class, decide(server, command));
    }

    @Test
    void shouldSayThatItWasRequestedProvisionedStoppedStartedAndDeletedExactlyWhenItWas() {
        Accepted requested = ServerDecider.request(ALONE);
        assertEquals(T0, requested.events().get(0).occurredAt());
        Accepted building = accepted(requested.next(), new ServerCommand.Build());
        assertTrue(building.events().isEmpty());
        Accepted provisioned = accepted(building.next(), new ServerCommand.MachineAnswered("127.0.0.1:9", at(2)));
        ServerEvent.Provisioned event = assertInstanceOf(
                ServerEvent.Provisioned.class, provisioned.events().get(0));
        assertEquals(at(2), event.occurredAt());
        assertEquals("127.0.0.1:9", event.address());
        Accepted stopping = accepted(provisioned.next(), new ServerCommand.Stop());
        Accepted stopped = accepted(stopping.next(), new ServerCommand.MachineStopped("asked", at(9)));
        assertEquals(at(9), stopped.events().get(0).occurredAt());
        Accepted starting = accepted(stopped.next(), new ServerCommand.Start(null));
        Accepted started = accepted(starting.next(), new ServerCommand.MachineAnswered("127.0.0.1:10", at(12)));
        assertInstanceOf(ServerEvent.Started.class, started.events().get(0));
        Accepted deleting = accepted(started.next(), new ServerCommand.Delete("asked"));
        Accepted deleted = accepted(deleting.next(), new ServerCommand.MachineDeleted(at(15)));
        assertEquals(at(15), deleted.events().get(0).occurredAt());
    }

    @Test
    void shouldSayForEachFailedServerThatItIsReplaced() {
        Accepted answered = accepted(
                new Server.Requested(MEMBER, T0).build(at(1)), new ServerCommand.MachineAnswered("127.0.0.1:9", at(2)));
        assertEquals(
                List.of(
                        new ServerEvent.Replaced("srv_0", "grp_1", "srv_2", "127.0.0.1:9", at(2)),
                        new ServerEvent.Replaced("srv_1", "grp_1", "srv_2", "127.0.0.1:9", at(2))),
                answered.events().subList(1, 3));
    }

    @Test
    void shouldFailWhenItsMachineEndsAndKeepTheEvidence() {
        Accepted failed = accepted(running(ALONE), new ServerCommand.MachineEnded("killed", KILLED, at(9)));
        ServerEvent.Failed event =
                assertInstanceOf(ServerEvent.Failed.class, failed.events().get(0));
        assertEquals(at(9), event.occurredAt());
        assertEquals(KILLED, event.evidence());
    }

    @Test
    void shouldNeverEndBeforeItBegan() {
        Accepted failed = accepted(running(ALONE), new ServerCommand.MachineEnded("killed", KILLED, at(1)));
        assertEquals(at(2), failed.events().get(0).occurredAt());
        Accepted deleted = accepted(running(ALONE).delete("asked", at(3)), new ServerCommand.MachineDeleted(at(1)));
        assertEquals(at(2), deleted.events().get(0).occurredAt());
    }

    @Test
    void shouldNotFailWhenItsMachineEndsBecauseItWasAskedTo() {
        ServerCommand ended = new ServerCommand.MachineEnded("ended", KILLED, at(9));
        assertInstanceOf(Unchanged.class, decide(running(ALONE).stop(at(3)), ended));
        assertInstanceOf(Unchanged.class, decide(running(ALONE).delete("asked", at(3)), ended));
    }

    @Test
    void shouldStartAgainAfterItsHostWasShutDown() {
        Accepted starting = accepted(running(MEMBER), new ServerCommand.HostStopped(at(50)));
        assertInstanceOf(Server.Starting.class, starting.next());
        ServerEvent.Stopped stopped =
                assertInstanceOf(ServerEvent.Stopped.class, starting.events().get(0));
        assertEquals(at(50), stopped.occurredAt());
        Accepted started = accepted(starting.next(), new ServerCommand.MachineAnswered("127.0.0.1:9", at(110)));
        assertEquals(1, started.events().size());
        assertInstanceOf(ServerEvent.Started.class, started.events().get(0));
    }

    @Test
    void shouldFailOnlyOnceHoweverOftenItIsReported() {
        Accepted failed = accepted(running(ALONE), new ServerCommand.MachineEnded("killed", KILLED, at(9)));
        assertInstanceOf(
                Unchanged.class, decide(failed.next(), new ServerCommand.MachineEnded("killed", KILLED, at(9))));
    }

    @Test
    void shouldRejectStopOfAServerThatIsNotRunning() {
        Rejected rejected =
                assertInstanceOf(Rejected.class, decide(new Server.Requested(ALONE, T0), new ServerCommand.Stop()));
        assertEquals(Refusal.ILLEGAL_STATE, rejected.type());
    }

    @Test
    void shouldRejectStopOfAMember() {
        Rejected rejected = assertInstanceOf(Rejected.class, decide(running(MEMBER), new ServerCommand.Stop()));
        assertEquals(Refusal.SERVER_IN_GROUP, rejected.type());
    }

    @Test
    void shouldRejectStartUnderASpendLimit() {
        Server stopped = running(ALONE).stop(at(3)).stopped(at(4));
        Rejected rejected =
                assertInstanceOf(Rejected.class, decide(stopped, new ServerCommand.Start("budget bgt_1 is used up")));
        assertEquals(Refusal.SPEND_LIMIT_REACHED, rejected.type());
    }

    @Test
    void shouldJoinARepeatedStopAndStart() {
        assertInstanceOf(Unchanged.class, decide(running(ALONE).stop(at(3)), new ServerCommand.Stop()));
        assertInstanceOf(Unchanged.class, decide(running(ALONE), new ServerCommand.Start("used up")));
    }

    @ParameterizedTest
    @MethodSource("everyState")
    void shouldBeDeletedFromEveryStateOnce(Server server) {
        ServerDecision decision = decide(server, new ServerCommand.Delete("asked"));
        boolean already = server instanceof Server.Deleting || server instanceof Server.Deleted;
        assertEquals(already, decision instanceof Unchanged);
        if (decision instanceof Accepted accepted) {
            assertInstanceOf(Server.Deleting.class, accepted.next());
        }
    }

    @Test
    void shouldHaveNothingHappenAfterItWasDeleted() {
        for (ServerCommand command : whateverMachinesDo()) {
            assertInstanceOf(Unchanged.class, decide(new Server.Deleted(ALONE, at(8), "asked"), command));
        }
    }

    static List<ServerCommand> whateverMachinesDo() {
        return List.of(
                new ServerCommand.Build(),
                new ServerCommand.MachineAnswered("127.0.0.1:9", at(9)),
                new ServerCommand.MachineEnded("ended", KILLED, at(9)),
                new ServerCommand.HostStopped(at(9)),
                new ServerCommand.MachineMoved(at(9)),
                new ServerCommand.MachineMissing(KILLED, at(9)),
                new ServerCommand.MachineRuns(at(9)),
                new ServerCommand.MachineNotMade("no", KILLED, at(9)),
                new ServerCommand.StepGivenUp("no", KILLED, at(9)),
                new ServerCommand.MachineStopped("asked", at(9)),
                new ServerCommand.MachineResized(at(9)),
                new ServerCommand.MachineDeleted(at(9)));
    }

    static List<ServerCommand> whateverIsAsked() {
        return List.of(
                new ServerCommand.Start(null),
                new ServerCommand.Stop(),
                new ServerCommand.Reboot(),
                new ServerCommand.Resize("huge", true, null, null),
                new ServerCommand.Rebuild(null, false));
    }

    /** Every transition that there is, as "from command to". Whatever is not here is refused or changes nothing. */
    @Test
    void shouldHaveTheseTransitionsAndNoOther() {
        List<ServerCommand> commands = new ArrayList<>(whateverIsAsked());
        commands.add(new ServerCommand.Delete("asked"));
        commands.addAll(whateverMachinesDo());
        Set<String> transitions = new TreeSet<>();
        for (Server server : everyState()) {
            for (ServerCommand command : commands) {
                if (decide(server, command) instanceof Accepted accepted) {
                    transitions.add(ServerStates.nameOf(server) + " "
                            + command.getClass().getSimpleName() + " " + ServerStates.nameOf(accepted.next()));
                }
            }
        }
        assertEquals(
                new TreeSet<>(List.of(
                        "requested Build building",
                        "building MachineAnswered running",
                        "building MachineEnded failed",
                        "building MachineMissing failed",
                        "building MachineNotMade failed",
                        "building StepGivenUp failed",
                        "running Stop stopping",
                        "running Reboot rebooting",
                        "running Resize resizing",
                        "running Rebuild rebuilding",
                        "running HostStopped starting",
                        "running MachineMoved starting",
                        "running MachineEnded failed",
                        "running MachineMissing failed",
                        "stopping MachineStopped stopped",
                        "stopping StepGivenUp running",
                        "stopped Start starting",
                        "stopped Resize resizing",
                        "stopped Rebuild rebuilding",
                        "stopped MachineRuns stopped",
                        "stopped MachineMissing failed",
                        "starting MachineAnswered running",
                        "starting MachineEnded failed",
                        "starting MachineMissing failed",
                        "starting MachineNotMade failed",
                        "starting StepGivenUp failed",
                        "rebooting MachineStopped resuming",
                        "rebooting StepGivenUp running",
                        "resuming MachineAnswered running",
                        "resuming MachineEnded failed",
                        "resuming MachineMissing failed",
                        "resuming MachineNotMade failed",
                        "resuming StepGivenUp failed",
                        "resizing MachineResized resuming",
                        "resizing MachineResized stopped",
                        "resizing StepGivenUp resuming",
                        "resizing StepGivenUp stopped",
                        "rebuilding MachineAnswered running",
                        "rebuilding MachineEnded failed",
                        "rebuilding MachineMissing failed",
                        "rebuilding MachineNotMade failed",
                        "rebuilding StepGivenUp failed",
                        "failed Rebuild rebuilding",
                        "failed MachineRuns failed",
                        "deleting StepGivenUp deleting",
                        "deleting MachineDeleted deleted",
                        "requested Delete deleting",
                        "building Delete deleting",
                        "running Delete deleting",
                        "stopping Delete deleting",
                        "stopped Delete deleting",
                        "starting Delete deleting",
                        "rebooting Delete deleting",
                        "resuming Delete deleting",
                        "resizing Delete deleting",
                        "rebuilding Delete deleting",
                        "failed Delete deleting")),
                transitions);
    }

    /** An action under way ends exactly when its server comes to rest, so that none is under way for ever. */
    @ParameterizedTest
    @MethodSource("everyState")
    void shouldEndTheActionWhenTheServerComesToRest(Server server) {
        for (ServerCommand command : whateverMachinesDo()) {
            if (decide(server, command) instanceof Accepted accepted && !accepted.correct()) {
                boolean rest = !ServerRow.hasWork(accepted.next());
                boolean ended = accepted.action() instanceof ActionEffect.Completed
                        || accepted.action() instanceof ActionEffect.Failed;
                boolean givenUp = command instanceof ServerCommand.StepGivenUp;
                assertEquals(rest || givenUp, ended, () -> server + " " + command);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyState")
    void shouldNameTheActionThatBeginsWithEachThingAsked(Server server) {
        for (ServerCommand command : whateverIsAsked()) {
            if (decide(server, command) instanceof Accepted accepted) {
                ActionEffect.Begun begun = assertInstanceOf(ActionEffect.Begun.class, accepted.action());
                assertEquals(((ServerCommand.Asked) command).type(), begun.type());
                assertTrue(ServerRow.hasWork(accepted.next()));
            }
        }
    }

    @Test
    void shouldRebootInOneLife() {
        Accepted rebooting = accepted(running(ALONE), new ServerCommand.Reboot());
        Accepted resuming = accepted(rebooting.next(), new ServerCommand.MachineStopped("asked", at(9)));
        Accepted running = accepted(resuming.next(), new ServerCommand.MachineAnswered("127.0.0.1:10", at(120)));
        assertTrue(rebooting.events().isEmpty() && resuming.events().isEmpty());
        assertEquals(
                List.of(new ServerEvent.Rebooted("srv_1", null, "small", "127.0.0.1:10", at(120))), running.events());
    }

    @Test
    void shouldBeOfTheNewPlanFromTheSecondItsMachineIs() {
        Accepted resizing = accepted(running(ALONE), new ServerCommand.Resize("large", true, null, null));
        Accepted resuming = accepted(resizing.next(), new ServerCommand.MachineResized(at(103)));
        assertEquals(List.of(new ServerEvent.Resized("srv_1", null, "small", "large", at(103))), resuming.events());
        assertEquals("large", resuming.next().description().planId());
        Accepted failed = accepted(resuming.next(), new ServerCommand.MachineEnded("killed", KILLED, at(104)));
        assertEquals("large", ((ServerEvent.Failed) failed.events().get(0)).planId());
    }

    @Test
    void shouldStayOfItsPlanWhenTheResizeIsGivenUp() {
        Accepted resizing = accepted(running(ALONE), new ServerCommand.Resize("large", true, null, null));
        Accepted resuming = accepted(resizing.next(), new ServerCommand.StepGivenUp("no", KILLED, at(103)));
        assertEquals("small", resuming.next().description().planId());
        assertTrue(resuming.events().isEmpty());
        assertInstanceOf(ActionEffect.Failed.class, resuming.action());
    }

    @Test
    void shouldRejectToGrowUnderASpendLimitButNotToShrink() {
        Rejected rejected = assertInstanceOf(
                Rejected.class, decide(running(ALONE), new ServerCommand.Resize("large", true, "used up", null)));
        assertEquals(Refusal.SPEND_LIMIT_REACHED, rejected.type());
        accepted(running(ALONE), new ServerCommand.Resize("nano", false, "used up", null));
        Rejected same = assertInstanceOf(
                Rejected.class, decide(running(ALONE), new ServerCommand.Resize("small", false, null, null)));
        assertEquals(Refusal.PLAN_UNCHANGED, same.type());
    }

    @Test
    void shouldRejectToGrowWithoutRoomAndToRebuildAMachineInQuarantine() {
        ServerCommand.NoRoom noRoom = new ServerCommand.NoRoom(Refusal.QUOTA_EXCEEDED, "2 vCPUs are too many");
        Rejected grown = assertInstanceOf(
                Rejected.class, decide(running(ALONE), new ServerCommand.Resize("large", true, null, noRoom)));
        assertEquals(Refusal.QUOTA_EXCEEDED, grown.type());
        Rejected same = assertInstanceOf(
                Rejected.class, decide(running(ALONE), new ServerCommand.Resize("small", false, null, noRoom)));
        assertEquals(Refusal.PLAN_UNCHANGED, same.type());
        Rejected rebuilt = assertInstanceOf(
                Rejected.class,
                decide(running(ALONE).fail("killed", KILLED, at(50)), new ServerCommand.Rebuild(null, true)));
        assertEquals(Refusal.MACHINE_IN_QUARANTINE, rebuilt.type());
    }

    @Test
    void shouldBeBilledOnWhenRebuiltWhileRunningAndAgainWhenRebuiltFromFailed() {
        Accepted rebuilding = accepted(running(ALONE), new ServerCommand.Rebuild("used up", false));
        assertEquals(2, rebuilding.next().description().generation());
        ServerCommand answered = new ServerCommand.MachineAnswered("127.0.0.1:10", at(120));
        assertEquals(
                List.of(new ServerEvent.Rebuilt("srv_1", null, "small", "workload-1", "127.0.0.1:10", at(120))),
                accepted(rebuilding.next(), answered).events());
        Server failed = running(ALONE).fail("killed", KILLED, at(50));
        Accepted again = accepted(failed, new ServerCommand.Rebuild(null, false));
        assertInstanceOf(
                ServerEvent.Started.class,
                accepted(again.next(), answered).events().get(1));
        assertInstanceOf(Rejected.class, decide(failed, new ServerCommand.Rebuild("used up", false)));
    }

    @Test
    void shouldLeaveMembersToTheirGroup() {
        for (ServerCommand command : whateverIsAsked()) {
            Rejected rejected = assertInstanceOf(Rejected.class, decide(running(MEMBER), command));
            assertEquals(Refusal.SERVER_IN_GROUP, rejected.type());
        }
    }

    @Test
    void shouldStartAgainWhatWasStoppedInGoodOrderBehindItsBack() {
        FailureEvidence goodOrder = new FailureEvidence(143, List.of(), "driver:process");
        Accepted starting = accepted(running(ALONE), new ServerCommand.MachineEnded("ended", goodOrder, at(62)));
        assertInstanceOf(Server.Starting.class, starting.next());
        assertEquals(
                List.of(
                        new ServerEvent.Drifted("srv_1", null, "running", "stopped", "started", at(62)),
                        new ServerEvent.Stopped("srv_1", null, "small", "it was stopped from outside", at(62))),
                starting.events());
        assertInstanceOf(
                Server.Failed.class,
                accepted(running(ALONE), new ServerCommand.MachineEnded("ended", goodOrder, at(61)))
                        .next());
        assertInstanceOf(
                Server.Failed.class,
                accepted(running(MEMBER), new ServerCommand.MachineEnded("ended", goodOrder, at(62)))
                        .next());
    }

    @Test
    void shouldSayWhatDriftedAndWhatIsDoneAboutIt() {
        Server stopped = running(ALONE).stop(at(3)).stopped(at(4));
        Accepted correcting = accepted(stopped, new ServerCommand.MachineRuns(at(9)));
        assertTrue(correcting.correct());
        assertEquals(stopped, correcting.next());
        assertEquals(
                List.of(new ServerEvent.Drifted("srv_1", null, "stopped", "running", "stopped", at(9))),
                correcting.events());
        Accepted missing = accepted(stopped, new ServerCommand.MachineMissing(KILLED, at(9)));
        assertEquals(
                new ServerEvent.Drifted("srv_1", null, "stopped", "missing", "failed", at(9)),
                missing.events().get(0));
        assertInstanceOf(Server.Failed.class, missing.next());
    }
}
