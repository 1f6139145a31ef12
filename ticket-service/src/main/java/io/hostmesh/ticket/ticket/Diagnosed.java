package io.hostmesh.ticket.ticket;

import java.time.Instant;

/** What was found of a server, in which chain of causes, and when. */
public record Diagnosed(
        Evidence.Diagnosis found, String serverId, String accountId, String correlationId, Instant finishedAt) {

    String key() {
        return DiagnosisDecider.KEYS + found.diagnosisId();
    }
}
