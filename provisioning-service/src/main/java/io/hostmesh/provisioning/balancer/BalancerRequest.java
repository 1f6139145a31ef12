package io.hostmesh.provisioning.balancer;

import io.hostmesh.kit.problem.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a group's owner wishes of its balancer. What is left out stays as it is, or, for a new balancer, is chosen.
 *
 * @param enabled false takes the balancer away; otherwise the group has one
 * @param port where it is to listen
 * @param drainSeconds how long a member that is deleted may keep its connections
 */
public record BalancerRequest(
        @Nullable Boolean enabled,
        @Nullable Integer port,
        @Nullable Integer drainSeconds) {

    static final int LONGEST_DRAIN_SECONDS = 3_600;

    boolean wanted() {
        return enabled == null || enabled;
    }

    /** What is wrong with it, whatever the state of the group is. */
    public List<FieldError> errors() {
        List<FieldError> errors = new ArrayList<>();
        if (port != null && (port < 1 || port > PortRange.LAST)) {
            errors.add(new FieldError("balancer.port", "must be from 1 to " + PortRange.LAST));
        }
        if (drainSeconds != null && (drainSeconds < 0 || drainSeconds > LONGEST_DRAIN_SECONDS)) {
            errors.add(new FieldError("balancer.drainSeconds", "must be from 0 to " + LONGEST_DRAIN_SECONDS));
        }
        if (!wanted() && (port != null || drainSeconds != null)) {
            errors.add(new FieldError("balancer.enabled", "must not be false together with another field"));
        }
        return errors;
    }
}
