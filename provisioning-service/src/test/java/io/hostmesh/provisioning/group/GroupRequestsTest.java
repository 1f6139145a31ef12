package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.provisioning.group.GroupRequests.GroupAction;
import io.hostmesh.provisioning.group.GroupRequests.GroupBody;
import io.hostmesh.provisioning.group.GroupRequests.Tracking;
import io.hostmesh.provisioning.group.SimulationRequests.CurveBody;
import io.hostmesh.provisioning.group.SimulationRequests.PastBody;
import io.hostmesh.provisioning.group.SimulationRequests.PointBody;
import io.hostmesh.provisioning.group.SimulationRequests.SimulationBody;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupRequestsTest {

    private static List<FieldError> errors(Tracking tracking) {
        return new GroupBody(
                        null, null, null, null, null, null, tracking, null, null, null, null, null, null, null, null,
                        null, null, null, null, null)
                .errors();
    }

    @Test
    void shouldRefuseATargetTrackingWithoutAMetricUnlessItIsEmpty() {
        List<FieldError> required = List.of(new FieldError("targetTracking.metric", "is required"));
        assertEquals(required, errors(new Tracking(null, 60.0, null)));
        assertEquals(required, errors(new Tracking(null, 60.0, 0.1)));
        assertTrue(errors(new Tracking(null, null, null)).isEmpty());
        assertTrue(errors(new Tracking("cpu_utilization_percent", 60.0, null)).isEmpty());
    }

    private static List<FieldError> named(String name) {
        return new GroupBody(
                        name, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                        null, null, null, null)
                .errors();
    }

    @Test
    void shouldRefuseANameThatWouldBreakALine() {
        assertEquals(List.of(), named("Wéb tier <1> 😀"));
        for (String wrong : List.of("a\nb", "a\tb", "\u001b[2J", "a\u0085b")) {
            assertEquals(
                    List.of(new FieldError("name", "must be in one line and without control characters")),
                    named(wrong));
        }
    }

    @Test
    void shouldNameAFieldOnceForOneFault() {
        assertEquals(List.of(), GroupRequests.errors(0, 0), "that 0 is not from 1 to 1000 is said of the field");
        assertEquals(1, GroupRequests.errors(5, 2).size());
        assertEquals(List.of(), GroupRequests.errors(0, 3, -1));
        assertEquals(List.of(new FieldError("desired", "must be from 0 to 3")), GroupRequests.errors(0, 3, 4));
    }

    @Test
    void shouldRefuseWhatIsForGrowthInAnotherAction() {
        GroupAction suspend = new GroupAction(GroupAction.Type.SUSPEND_SCALING, 3, "night");
        assertEquals(
                List.of(new FieldError("by", "is only for grow"), new FieldError("because", "is only for grow")),
                suspend.errors());
        assertEquals(List.of(), new GroupAction(GroupAction.Type.GROW, 3, "night").errors());
    }

    private static List<FieldError> simulated(String at, String until) {
        var curve = new CurveBody(
                "cpu_utilization_percent",
                null,
                null,
                null,
                List.of(new PointBody(Instant.parse(at), 1.0), new PointBody(Instant.parse(until), 1.0)));
        return new SimulationBody(List.of(curve), null, null, null, null, null, null).errors();
    }

    @Test
    void shouldRefuseASimulationOfTimesThatCannotBeCalculatedWith() {
        assertEquals(List.of(), simulated("2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"));
        for (List<String> far : List.of(
                List.of("-1000000000-01-01T00:00:00Z", "-1000000000-01-01T01:00:00Z"),
                List.of("+1000000000-12-31T22:00:00Z", "+1000000000-12-31T23:00:00Z"))) {
            assertEquals(
                    List.of("curves[0].points[0].at", "curves[0].points[1].at"),
                    simulated(far.get(0), far.get(1)).stream()
                            .map(FieldError::field)
                            .toList());
        }
    }

    @Test
    void shouldRefuseASimulationThatLeavesOpenWhatIsMeant() {
        Instant at = Instant.parse("2026-01-01T00:00:00Z");
        var twice = new CurveBody(
                "cpu",
                null,
                null,
                null,
                List.of(new PointBody(at, 1.0), new PointBody(at, null), new PointBody(null, -1.0)));
        var again = new CurveBody(
                "cpu", null, null, null, List.of(new PointBody(at, 1.0), new PointBody(at.plusSeconds(60), 1.0)));
        assertEquals(
                List.of(
                        "curves[0].points[1].at",
                        "curves[0].points[1].value",
                        "curves[0].points[2].at",
                        "curves[0].points[2].value",
                        "curves[1].metric"),
                fields(new SimulationBody(List.of(twice, again), null, null, null, null, null, null)));
        assertEquals(
                List.of("past.to", "until"),
                fields(new SimulationBody(null, new PastBody(at, null), at.plusSeconds(60), null, null, null, null)));
    }

    private static List<String> fields(SimulationBody body) {
        return body.errors().stream().map(FieldError::field).toList();
    }

    @Test
    void shouldKeepUserDataOutOfWhatIsWritten() {
        GroupBody body = new GroupBody(
                "web", null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, "s3cret", null);
        assertFalse(body.toString().contains("s3cret"));
    }
}
