package io.hostmesh.monitoring.diagnosis;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.List;

/** How a diagnosis is made, and how many at once. */
@ConfigMapping(prefix = "hostmesh.diagnosis")
interface DiagnosisSettings {

    /** Echoes that are sent to the destination. */
    int pings();

    /** The time between two echoes; less than 200 ms is for the superuser. */
    Duration pingInterval();

    /** How long a trace may take. */
    Duration traceWithin();

    int mostHops();

    /** Diagnoses that this instance makes at the same time, with a path; as many again that send nothing. */
    int mostAtOnce();

    /** Diagnoses of an account that are not done yet. */
    int mostWaitingPerAccount();

    /** How long ago a ticket may have been opened that a diagnosis is made for: what is seen now tells nothing of an older one. */
    Duration oldestTicket();

    /** Diagnoses that are kept of an account, the newest ones. */
    int keptPerAccount();

    /** How often one is begun anew whose instance died. */
    int mostAttempts();

    /** How often this instance looks for diagnoses to be made. */
    Duration look();

    /** The newest time that is looked at, and the time before that it is compared with. */
    Duration window();

    Duration before();

    /** What points of the newest time are means over. */
    Duration step();

    /** Metrics that are looked at. */
    int mostMetrics();

    /** Changes that are shown. */
    int mostChanges();

    /** Metrics whose newest time is shown whether or not they changed. */
    List<String> keyMetrics();

    /** Bytes of a trace of the way back that a customer sends. */
    int mostTraceBytes();
}
