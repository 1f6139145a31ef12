package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.provisioning.group.GroupRequests.GroupBody;
import io.hostmesh.provisioning.group.GroupRequests.Tracking;
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

    @Test
    void shouldKeepUserDataOutOfWhatIsWritten() {
        GroupBody body = new GroupBody(
                "web", null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, "s3cret", null);
        assertFalse(body.toString().contains("s3cret"));
    }
}
