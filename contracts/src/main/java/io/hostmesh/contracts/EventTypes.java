package io.hostmesh.contracts;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Every kind of event that travels between the services. */
public final class EventTypes {

    private static final Map<String, EventType<?>> BY_NAME = new LinkedHashMap<>();
    private static final Map<Class<?>, EventType<?>> BY_DATA_TYPE = new LinkedHashMap<>();

    static {
        define("io.hostmesh.monitoring.alert.fired", AlertEvent.Fired.class, Topic.ALERTS);
        define("io.hostmesh.monitoring.alert.still-firing", AlertEvent.StillFiring.class, Topic.ALERTS);
        define("io.hostmesh.monitoring.alert.resolved", AlertEvent.Resolved.class, Topic.ALERTS);
        define("io.hostmesh.monitoring.alert.unmuted", AlertEvent.Unmuted.class, Topic.ALERTS);
        define("io.hostmesh.monitoring.alert.flapping-started", AlertEvent.FlappingStarted.class, Topic.ALERTS);
        define("io.hostmesh.monitoring.alert.flapping-stopped", AlertEvent.FlappingStopped.class, Topic.ALERTS);
        define("io.hostmesh.monitoring.diagnosis.finished", DiagnosisEvent.Finished.class, Topic.DIAGNOSES);

        define("io.hostmesh.provisioning.server.requested", ServerEvent.Requested.class, Topic.SERVERS);
        define("io.hostmesh.provisioning.server.provisioned", ServerEvent.Provisioned.class, Topic.SERVERS);
        define("io.hostmesh.provisioning.server.stopped", ServerEvent.Stopped.class, Topic.SERVERS);
        define("io.hostmesh.provisioning.server.started", ServerEvent.Started.class, Topic.SERVERS);
        define("io.hostmesh.provisioning.server.failed", ServerEvent.Failed.class, Topic.SERVERS);
        define("io.hostmesh.provisioning.server.replaced", ServerEvent.Replaced.class, Topic.SERVERS);
        define("io.hostmesh.provisioning.server.resized", ServerEvent.Resized.class, Topic.SERVERS);
        define("io.hostmesh.provisioning.server.rebooted", ServerEvent.Rebooted.class, Topic.SERVERS);
        define("io.hostmesh.provisioning.server.rebuilt", ServerEvent.Rebuilt.class, Topic.SERVERS);
        define("io.hostmesh.provisioning.server.drifted", ServerEvent.Drifted.class, Topic.SERVERS);
        define("io.hostmesh.provisioning.server.deleted", ServerEvent.Deleted.class, Topic.SERVERS);

        define("io.hostmesh.provisioning.group.created", GroupEvent.Created.class, Topic.GROUPS);
        define("io.hostmesh.provisioning.group.changed", GroupEvent.Changed.class, Topic.GROUPS);
        define("io.hostmesh.provisioning.group.scaled", GroupEvent.Scaled.class, Topic.GROUPS);
        define("io.hostmesh.provisioning.group.scaling-declined", GroupEvent.ScalingDeclined.class, Topic.GROUPS);
        define("io.hostmesh.provisioning.group.deleted", GroupEvent.Deleted.class, Topic.GROUPS);

        define(
                "io.hostmesh.billing.budget.threshold-crossed",
                AccountEvent.BudgetThresholdCrossed.class,
                Topic.ACCOUNTS);
        define("io.hostmesh.billing.account.spend-limit-reached", AccountEvent.SpendLimitReached.class, Topic.ACCOUNTS);
        define("io.hostmesh.billing.account.reinstated", AccountEvent.Reinstated.class, Topic.ACCOUNTS);

        define("io.hostmesh.billing.invoice.finalized", InvoiceEvent.Finalized.class, Topic.INVOICES);
        define("io.hostmesh.billing.invoice.paid", InvoiceEvent.Paid.class, Topic.INVOICES);
        define("io.hostmesh.billing.invoice.payment-failed", InvoiceEvent.PaymentFailed.class, Topic.INVOICES);

        define("io.hostmesh.billing.price.published", PriceEvent.Published.class, Topic.PRICES);

        define("io.hostmesh.ticket.ticket.opened", TicketEvent.Opened.class, Topic.TICKETS);
        define("io.hostmesh.ticket.ticket.replied", TicketEvent.Replied.class, Topic.TICKETS);
        define("io.hostmesh.ticket.ticket.solved", TicketEvent.Solved.class, Topic.TICKETS);
        define("io.hostmesh.ticket.ticket.reopened", TicketEvent.Reopened.class, Topic.TICKETS);
        define("io.hostmesh.ticket.ticket.closed", TicketEvent.Closed.class, Topic.TICKETS);

        define("io.hostmesh.ticket.maintenance.scheduled", MaintenanceEvent.Scheduled.class, Topic.INCIDENTS);
        define("io.hostmesh.ticket.maintenance.started", MaintenanceEvent.Started.class, Topic.INCIDENTS);
        define("io.hostmesh.ticket.maintenance.completed", MaintenanceEvent.Completed.class, Topic.INCIDENTS);

        define("io.hostmesh.gateway.call.audited", AuditEvent.Audited.class, Topic.AUDIT);
    }

    private EventTypes() {}

    public static Collection<EventType<?>> all() {
        return java.util.Collections.unmodifiableCollection(BY_NAME.values());
    }

    /** The type of that CloudEvents name, or empty for one that this version does not know. */
    public static Optional<EventType<?>> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The type whose data is an instance of that record; IllegalArgumentException for a record that is no event. */
    @SuppressWarnings("unchecked")
    public static <T> EventType<T> of(T data) {
        EventType<?> type = BY_DATA_TYPE.get(data.getClass());
        if (type == null) {
            throw new IllegalArgumentException("expected a record defined in EventTypes, got " + data.getClass());
        }
        return (EventType<T>) type;
    }

    private static <T> void define(String name, Class<T> dataType, Topic topic) {
        EventType<T> type = new EventType<>(name, dataType, topic, 1);
        BY_NAME.put(name, type);
        BY_DATA_TYPE.put(dataType, type);
    }
}
