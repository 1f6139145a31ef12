package io.hostmesh.monitoring.diagnosis;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A diagnosis as it is shown.
 *
 * @param server what it is about, where it is about a server, {@code check} where about a check
 * @param host where packets go; null where there is nowhere to send them
 * @param place where they are sent from
 * @param findings what was found, once it is done
 * @param wayBack the way back, where somebody at the other end traced it and sent what came
 */
record DiagnosisView(
        String id,
        String account,
        @Nullable String server,
        @Nullable String check,
        @Nullable String host,
        String place,
        Diagnosis.Reason reason,
        Diagnosis.State state,
        @Nullable Findings findings,
        @Nullable PathReading wayBack,
        Instant createdAt,
        @Nullable Instant finishedAt) {}
