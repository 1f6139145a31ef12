package io.hostmesh.monitoring.forward;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** How much was handed on, and how much not. */
@ApplicationScoped
class ForwardMeters {

    private final MeterRegistry meters;
    private final Counter sent;
    private final Counter retried;

    ForwardMeters(MeterRegistry meters) {
        this.meters = meters;
        this.sent = meters.counter("hostmesh.forward.samples.sent");
        this.retried = meters.counter("hostmesh.forward.requests.retried");
    }

    void sent(int samples) {
        sent.increment(samples);
    }

    void retried() {
        retried.increment();
    }

    void dropped(String reason, int samples) {
        meters.counter("hostmesh.forward.samples.dropped", "reason", reason).increment(samples);
    }
}
