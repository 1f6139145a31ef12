package io.hostmesh.monitoring.diagnosis;

import io.hostmesh.kit.id.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Where diagnoses begin that nobody asked for. */
@ApplicationScoped
public class Diagnoses {

    private final DiagnosisStore store;
    private final DiagnosisSettings settings;
    private final Ids ids;
    private final Clock clock;

    Diagnoses(DiagnosisStore store, DiagnosisSettings settings, Ids ids, Clock clock) {
        this.store = store;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Begins one of a check that fails at each of the places, in the transaction of its caller. Where one is under way already, or
     * the account has as many as it may, none is begun.
     *
     * @param host where its packets go
     */
    public Uni<Void> ofFailingCheck(
            Mutiny.Session session,
            String accountId,
            String checkId,
            @Nullable String serverId,
            String host,
            List<String> places) {
        Uni<Void> begun = Uni.createFrom().voidItem();
        for (String place : places) {
            begun = begun.chain(() -> store.countOpen(session, accountId))
                    .chain(open -> open >= settings.mostWaitingPerAccount()
                            ? Uni.createFrom().item(true)
                            : store.isOpen(session, checkId, place))
                    .chain(enough -> enough
                            ? Uni.createFrom().voidItem()
                            : store.insert(
                                    session,
                                    row(accountId, checkId, serverId, host, place),
                                    settings.keptPerAccount()));
        }
        return begun;
    }

    private Diagnosis row(String accountId, String checkId, @Nullable String serverId, String host, String place) {
        Diagnosis row = new Diagnosis();
        row.id = ids.next("dia");
        row.accountId = accountId;
        row.checkId = checkId;
        row.serverId = serverId;
        row.host = host;
        row.place = place;
        row.reason = Diagnosis.Reason.CHECK_FAILS;
        row.createdAt = clock.instant();
        return row;
    }
}
