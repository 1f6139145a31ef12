package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Notice;
import io.hostmesh.monitoring.quiet.FiringAlert;
import io.hostmesh.monitoring.quiet.Inhibition;
import io.hostmesh.monitoring.quiet.Mutes;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What muting sees of an alert, and what it says of it. */
final class AlertFacts {

    private AlertFacts() {}

    static FiringAlert of(String id, NewAlert begun, @Nullable String serverLocation) {
        String ofLocation = begun.scope().locationId();
        return of(
                id,
                begun.cause().accountId(),
                begun.kind(),
                begun.scope().groupId(),
                begun.scope().serverId(),
                ofLocation == null ? serverLocation : ofLocation,
                begun.metric(),
                begun.labels());
    }

    static FiringAlert of(
            String id,
            @Nullable String accountId,
            Kind kind,
            @Nullable String groupId,
            @Nullable String serverId,
            @Nullable String locationId,
            String metric,
            Map<String, String> own) {
        return new FiringAlert(
                id, accountId, FiringAlert.labels(own, wordOf(kind), serverId, groupId, locationId, metric));
    }

    static String wordOf(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What is said with a step of the alert, given what mutes it. */
    static Notice notice(FiringAlert alert, Mutes mutes) {
        return new Notice(
                Inhibition.groupKey(alert, mutes.inhibitedBy()),
                mutes.holdBack(),
                mutes.silencedBy(),
                mutes.inhibitedBy(),
                mutes.maintenances(),
                mutes.flapping());
    }

    /** What muted it as of that notice. */
    static Mutes mutes(@Nullable Notice notice) {
        return notice == null
                ? Mutes.NONE
                : new Mutes(notice.silencedBy(), notice.inhibitedBy(), notice.maintenances(), notice.flapping());
    }

    /** The same notice, to be told or not as {@code told} says. */
    static Notice told(Notice notice, boolean told) {
        return new Notice(
                notice.groupKey(),
                !told,
                notice.silencedBy(),
                notice.inhibitedBy(),
                notice.maintenances(),
                notice.flapping());
    }
}
