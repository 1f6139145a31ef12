package io.hostmesh.provisioning.group;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * When groups are looked at: never longer from now than a bound, however far off what they wait for is, so that a check that lies
 * further ahead can only have been set before the clock went back. A check that comes early finds what is still to wait for.
 */
@ApplicationScoped
class CheckTimes {

    private final Duration within;

    CheckTimes(@ConfigProperty(name = "hostmesh.groups.checked-within") Duration within) {
        this.within = within;
    }

    /** When to look at a group that has something to do then, or null where it waits for nothing. */
    @Nullable
    Instant bounded(@Nullable Instant due, Instant now) {
        Instant last = now.plus(within);
        return due == null || due.isBefore(last) ? due : last;
    }

    /** No check lies after that, not even one of an instance whose clock is a little ahead. */
    Instant tooFar(Instant now) {
        return now.plus(within.multipliedBy(2));
    }
}
