package io.hostmesh.contracts;

/**
 * The Kafka topics of the mesh. The record key is the id of the aggregate that the event is about, so that the events of
 * one aggregate stay in order.
 */
public enum Topic {
    /** Sample batches in monitoring's own binary form, written and read by monitoring alone. */
    SAMPLES("hostmesh.monitoring.samples.v1", Cleanup.DELETE),
    ALERTS("hostmesh.monitoring.alerts.v1", Cleanup.DELETE),
    DIAGNOSES("hostmesh.monitoring.diagnoses.v1", Cleanup.DELETE),
    SERVERS("hostmesh.provisioning.servers.v1", Cleanup.DELETE),
    GROUPS("hostmesh.provisioning.groups.v1", Cleanup.DELETE),
    ACCOUNTS("hostmesh.billing.accounts.v1", Cleanup.DELETE),
    INVOICES("hostmesh.billing.invoices.v1", Cleanup.DELETE),
    /** The newest price of each plan; compacted, so that a new reader learns every price. */
    PRICES("hostmesh.billing.prices.v1", Cleanup.COMPACT),
    TICKETS("hostmesh.tickets.tickets.v1", Cleanup.DELETE),
    /** Planned work; unplanned interruptions are to follow. */
    INCIDENTS("hostmesh.tickets.incidents.v1", Cleanup.DELETE),
    AUDIT("hostmesh.gateway.audit.v1", Cleanup.DELETE);

    /** What Kafka does with old records: values of the topic setting {@code cleanup.policy}. */
    public enum Cleanup {
        DELETE("delete"),
        COMPACT("compact");

        private final String policy;

        Cleanup(String policy) {
            this.policy = policy;
        }

        public String policy() {
            return policy;
        }
    }

    private final String topicName;
    private final Cleanup cleanup;

    Topic(String topicName, Cleanup cleanup) {
        this.topicName = topicName;
        this.cleanup = cleanup;
    }

    /** The name on the broker. */
    public String topicName() {
        return topicName;
    }

    public Cleanup cleanup() {
        return cleanup;
    }
}
