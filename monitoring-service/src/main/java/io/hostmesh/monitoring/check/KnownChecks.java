package io.hostmesh.monitoring.check;

import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.monitoring.diagnosis.Checks;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** What diagnoses and checks themselves know of checks and places. */
@ApplicationScoped
class KnownChecks implements Checks {

    private final Transactions transactions;
    private final CheckStore store;
    private final CheckSettings settings;
    private final Clock clock;

    KnownChecks(Transactions transactions, CheckStore store, CheckSettings settings, Clock clock) {
        this.transactions = transactions;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String place() {
        return settings.place();
    }

    @Override
    public Uni<Set<String>> places() {
        return store.places(clock.instant().minus(settings.placeForgottenAfter()))
                .map(places -> {
                    // This place is there, whether or not it has said so yet.
                    places.add(settings.place());
                    return places;
                });
    }

    @Override
    public Uni<Optional<Asked>> asked(String checkId) {
        return transactions.inTransaction(
                session -> session.find(CheckRow.class, checkId).map(row -> {
                    if (row == null) {
                        return Optional.empty();
                    }
                    CheckDefinition check = store.read(row.definition);
                    return Optional.of(new Asked(row.accountId, check.serverId(), check.host()));
                }));
    }
}
