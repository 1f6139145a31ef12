package io.hostmesh.ticket.failure;

/** The steps of a failure as its timeline names them; each is there at most once per ticket. */
final class Steps {

    static final String SERVER_FAILED = "server-failed";
    static final String FAILURE_NOTICED = "failure-noticed";
    static final String ALERT_RESOLVED = "alert-resolved";
    static final String SERVER_DELETED = "server-deleted";
    static final String REPLACEMENT_REQUESTED = "replacement-requested";
    static final String REPLACEMENT_ANSWERING = "replacement-answering";

    /** Who notices: monitoring by itself, or by what provisioning told it. */
    static final String ALERT = "alert";

    static final String REPORT = "report";

    private Steps() {}

    /** The key of one observer's noticing. */
    static String noticedBy(String observer) {
        return FAILURE_NOTICED + "/" + observer;
    }
}
