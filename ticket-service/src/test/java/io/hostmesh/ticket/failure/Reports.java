package io.hostmesh.ticket.failure;

import io.hostmesh.contracts.AlertEvent.Point;
import io.hostmesh.contracts.AlertEvent.Series;
import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.ticket.failure.FailureReport.Origin;
import java.time.Instant;
import java.util.List;

/** The reports of one failure of one server. */
final class Reports {

    static final Instant FAILED_AT = Instant.parse("2026-11-22T10:00:00Z");
    static final Origin BY_DRIVER = new Origin("cor_driver", "acc_1");
    static final Origin BY_ALERT = new Origin("cor_alert", "acc_1");

    private Reports() {}

    static FailureReport.ServerFailed failed(Origin origin, Instant at) {
        return new FailureReport.ServerFailed(
                "srv_1",
                "web-1",
                "grp_1",
                "the process is gone",
                new ServerEvent.FailureEvidence(137, List.of("started", "serving"), "driver:process"),
                at,
                at.plusMillis(400),
                origin);
    }

    static FailureReport.Alerted alerted(Origin origin, Instant at) {
        return alerted(origin, at, false);
    }

    static FailureReport.Alerted alerted(Origin origin, Instant at, boolean muted) {
        return alerted(origin, at, muted, false);
    }

    /** What monitoring says after provisioning told it of the failure. */
    static FailureReport.Alerted passedOn(Origin origin, Instant at) {
        return alerted(origin, at, false, true);
    }

    private static FailureReport.Alerted alerted(Origin origin, Instant at, boolean muted, boolean reported) {
        return new FailureReport.Alerted(
                "srv_1",
                "grp_1",
                "alt_1",
                "no samples for 10 s",
                List.of(
                        new Series(
                                "srv_1",
                                "cpu_utilization_percent",
                                List.of(
                                        new Point(at.minusSeconds(3), 40.0),
                                        new Point(at.minusSeconds(2), 90.0),
                                        new Point(at.minusSeconds(1), 80.0))),
                        new Series("srv_1", "memory_resident_bytes", List.of())),
                muted,
                reported,
                at,
                origin);
    }

    static FailureReport.StillAlerted stillAlerted(Origin origin) {
        return new FailureReport.StillAlerted("srv_1", origin);
    }

    static FailureReport.AlertResolved resolved(Origin origin, Instant at) {
        return new FailureReport.AlertResolved("srv_1", "the server was deleted", at, origin);
    }

    static FailureReport.Replaced replaced(Origin origin, Instant at) {
        return new FailureReport.Replaced("srv_1", "srv_2", "127.0.0.1:9001", at, FAILED_AT.plusMillis(500), origin);
    }

    static FailureReport.Deleted deleted(Origin origin, Instant at) {
        return new FailureReport.Deleted("srv_1", "failed", at, origin);
    }
}
