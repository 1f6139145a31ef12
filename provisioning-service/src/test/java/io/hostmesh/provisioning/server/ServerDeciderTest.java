package io.hostmesh.provisioning.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.contracts.ServerEvent.FailureEvidence;
import io.hostmesh.provisioning.server.ServerDecision.Accepted;
import io.hostmesh.provisioning.server.ServerDecision.Rejected;
import io.hostmesh.provisioning.server.ServerDecision.Unchanged;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServerDeciderTest {

    private static final Instant T0 = Instant.parse("2026-11-22T00:00:00Z");
    private static final FailureEvidence KILLED = new FailureEvidence(137, List.of("last line"), "driver:process");
    private static final ServerDescription ALONE =
            new ServerDescription("srv_1", "acc_1", "web", null, "small", "workload-1", "local", List.of(), T0);
    private static final ServerDescription MEMBER = new ServerDescription(
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
    void shouldNotTakeTheEndOfAnEarlierRunForAFailureOfTheNext() {
        Server starting = running(ALONE).stop(at(3)).stopped(at(4)).start(at(5));
        assertInstanceOf(Unchanged.class, decide(starting, new ServerCommand.MachineEnded("stopped", KILLED, at(4))));
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
        assertEquals("illegal-state", rejected.type());
    }

    @Test
    void shouldRejectStopOfAMember() {
        Rejected rejected = assertInstanceOf(Rejected.class, decide(running(MEMBER), new ServerCommand.Stop()));
        assertEquals("server-in-group", rejected.type());
    }

    @Test
    void shouldRejectStartUnderASpendLimit() {
        Server stopped = running(ALONE).stop(at(3)).stopped(at(4));
        Rejected rejected =
                assertInstanceOf(Rejected.class, decide(stopped, new ServerCommand.Start("budget bgt_1 is used up")));
        assertEquals("spend-limit-reached", rejected.type());
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
        Server deleted = new Server.Deleted(ALONE, at(8), "asked");
        List<ServerCommand> commands = List.of(
                new ServerCommand.Build(),
                new ServerCommand.MachineAnswered("127.0.0.1:9", at(9)),
                new ServerCommand.MachineEnded("ended", KILLED, at(9)),
                new ServerCommand.MachineNotMade("no", KILLED, at(9)),
                new ServerCommand.MachineStopped("asked", at(9)),
                new ServerCommand.Delete("asked"),
                new ServerCommand.MachineDeleted(at(9)));
        for (ServerCommand command : commands) {
            assertInstanceOf(Unchanged.class, decide(deleted, command));
        }
    }
}
