package io.hostmesh.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hostmesh.benchmarks.FiredAlerts.Passage;
import java.time.Duration;
import java.time.Instant;

/** Where the time goes from a sample to the event of its alert, hop by hop; the processes share one clock. */
final class AlertHops {

    private final HopTimes times = new HopTimes();

    void add(Instant sent, Instant acknowledged, Passage passage) {
        add("sent_to_accepted", sent, passage.accepted());
        add("accepted_to_acknowledged", passage.accepted(), acknowledged);
        add("accepted_to_appended", passage.accepted(), passage.appended());
        add("appended_to_relayed", passage.appended(), passage.sent());
        add("relayed_to_received", passage.sent(), passage.received());
    }

    private void add(String hop, Instant from, Instant to) {
        times.add(hop, Duration.between(from, to));
    }

    void addTo(ObjectNode result) {
        times.addTo(result);
    }
}
