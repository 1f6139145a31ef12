package io.hostmesh.provisioning.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.hostmesh.kit.event.Cause;
import io.hostmesh.provisioning.driver.LocationHealth;
import io.hostmesh.provisioning.label.Labels;
import io.hostmesh.provisioning.refusal.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an action says while its location is left alone. */
class ActionViewTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");
    private static final Optional<LocationHealth> AVAILABLE = Optional.of(new LocationHealth(true, NOW, null, null));
    private static final Optional<LocationHealth> CLOSED = Optional.of(
            new LocationHealth(false, NOW, "create failed: the provider does not answer", NOW.plusSeconds(5)));

    private final ServerRow server = row(new Server.Requested(
            ServerDescription.first(
                    "srv_1", "acc_1", "web", null, "nano", "workload-1", "local", List.of(), Instant.EPOCH),
            NOW));
    private final ActionRow action =
            new ActionRow("atn_1", server, ActionType.CREATE, null, Cause.start("req_1", "acc_1"), NOW);

    ActionViewTest() {
        server.begin(action.id);
    }

    private static ServerRow row(Server server) {
        ServerAttributes attributes = new ServerAttributes(1, 1, Labels.NONE, List.of(), false, false);
        return new ServerRow(server, attributes, Cause.start("req_1", "acc_1"), NOW);
    }

    /** A reconciler has taken it. */
    private void take() {
        server.write(new Server.Building(server.description(), NOW), server.cause(), NOW);
        server.actionStartedAt = NOW;
        server.leaseOwner = "one/1";
    }

    private void shows(String state, int attempts, int percent, String step, Optional<LocationHealth> location) {
        ActionView view = ActionView.of(action, server, location);
        assertEquals(state, view.state());
        assertEquals(attempts, view.attempts());
        assertEquals(new ActionProgress(percent, step), view.progress());
    }

    @Test
    void shouldSayThatItWaitsForItsLocationAndUntilWhen() {
        shows("pending", 0, 0, "waiting for the location local", CLOSED);
        assertEquals(
                Refusal.LOCATION_UNAVAILABLE.problem("the location local is not available: create failed: the provider"
                        + " does not answer; it is asked again at 2026-03-01T12:00:05Z"),
                ActionView.of(action, server, CLOSED).error());
    }

    @Test
    void shouldWaitForAReconcilerWhereItsLocationIsAvailableOrHasNoDriverHere() {
        for (Optional<LocationHealth> other : List.of(AVAILABLE, Optional.<LocationHealth>empty())) {
            shows("pending", 0, 0, "waiting for a reconciler", other);
            assertNull(ActionView.of(action, server, other).error());
        }
    }

    @Test
    void shouldCountTheAttemptThatIsMadeAndNoneThatWaitsForTheLocation() {
        take();
        shows("running", 1, 50, "making the machine", CLOSED);
        assertNull(ActionView.of(action, server, CLOSED).error());
        server.release();
        shows("running", 0, 50, "waiting for the location local", CLOSED);
        server.attempts = 1;
        shows("running", 1, 50, "waiting for the location local", CLOSED);
    }

    @Test
    void shouldSayWhatFailedLastWhereTheLocationIsAvailable() {
        take();
        server.release();
        server.attempts = 2;
        server.lastProblem = "the provider does not answer";
        shows("running", 2, 50, "making the machine", AVAILABLE);
        assertEquals(
                Refusal.ATTEMPT_FAILED.problem("the provider does not answer"),
                ActionView.of(action, server, AVAILABLE).error());
    }

    @Test
    void shouldWaitForNothingOnceItEnded() {
        action.cancel(ActionRow.Reached.of(server), "atn_2", NOW);
        assertEquals("cancelled", ActionView.of(action, server, CLOSED).state());
        assertNull(ActionView.of(action, server, CLOSED).error());
    }
}
