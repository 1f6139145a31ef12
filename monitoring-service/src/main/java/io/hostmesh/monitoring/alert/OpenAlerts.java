package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Which alerts are open, for a judge that takes over. */
@ApplicationScoped
public class OpenAlerts {

    /**
     * One open alert; {@code scopeId} is a server's id for a failure and a group's otherwise. {@code metric} is empty where it
     * is not about one; {@code ofLocation} where the scope is a location.
     */
    public record OpenAlert(Kind kind, String scopeId, String metric, Origin origin, boolean ofLocation) {}

    private final Transactions transactions;

    OpenAlerts(Transactions transactions) {
        this.transactions = transactions;
    }

    public Uni<List<OpenAlert>> all() {
        return transactions
                .inTransaction(session -> session.createSelectionQuery("from Alert where state = FIRING", Alert.class)
                        .getResultList())
                .map(alerts -> alerts.stream()
                        .map(alert -> new OpenAlert(
                                alert.kind, alert.scopeId, alert.metric, alert.origin, alert.locationId != null))
                        .toList());
    }
}
