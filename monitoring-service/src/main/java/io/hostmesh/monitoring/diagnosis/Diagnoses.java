package io.hostmesh.monitoring.diagnosis;

import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.monitoring.alert.Investigations;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Where diagnoses begin that nobody asked for. */
@ApplicationScoped
public class Diagnoses implements Investigations {

    private final DiagnosisStore store;
    private final Checks checks;
    private final DiagnosisSettings settings;
    private final Ids ids;
    private final Clock clock;

    Diagnoses(DiagnosisStore store, Checks checks, DiagnosisSettings settings, Ids ids, Clock clock) {
        this.store = store;
        this.checks = checks;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Begins one of a check that fails at each of the places, in the transaction of its caller. Where one is under way already, or
     * the account has as many as it may, none is begun.
     *
     * @param host where its packets go
     * @param cause of the alert that says so
     */
    public Uni<Void> ofFailingCheck(
            Mutiny.Session session,
            String accountId,
            String checkId,
            @Nullable String serverId,
            String host,
            List<String> places,
            Cause cause) {
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
                                    ofCheck(accountId, checkId, serverId, host, place, cause),
                                    settings.keptPerAccount()));
        }
        return begun;
    }

    /** One for each alert, of which there is one for each failure; it costs little, so that no account has too many of them. */
    @Override
    public Uni<Void> ofFailedServer(Mutiny.Session session, String alertId, String serverId, Cause cause) {
        String accountId = cause.accountId();
        if (accountId == null) {
            return Uni.createFrom().voidItem();
        }
        Diagnosis row = row(accountId, checks.place(), Diagnosis.Reason.SERVER_FAILED, cause);
        row.serverId = serverId;
        row.alertId = alertId;
        return store.insert(session, row, settings.keptPerAccount());
    }

    /**
     * Begins one of the server that a ticket is about, as if its account asked for it, in the transaction of its caller. Where the account
     * has as many under way as it may, none is begun.
     *
     * @param host where its packets go; null where its address is not known
     * @param cause of the ticket, to which what is found belongs
     */
    Uni<Void> ofTicket(Mutiny.Session session, String accountId, String serverId, @Nullable String host, Cause cause) {
        return store.countOpen(session, accountId).chain(open -> {
            if (open >= settings.mostWaitingPerAccount()) {
                return Uni.createFrom().voidItem();
            }
            Diagnosis row = row(accountId, checks.place(), Diagnosis.Reason.ASKED_FOR, cause);
            row.serverId = serverId;
            row.host = host;
            return store.insert(session, row, settings.keptPerAccount());
        });
    }

    private Diagnosis ofCheck(
            String accountId, String checkId, @Nullable String serverId, String host, String place, Cause cause) {
        Diagnosis row = row(accountId, place, Diagnosis.Reason.CHECK_FAILS, cause);
        row.checkId = checkId;
        row.serverId = serverId;
        row.host = host;
        return row;
    }

    private Diagnosis row(String accountId, String place, Diagnosis.Reason reason, Cause cause) {
        Diagnosis row = new Diagnosis();
        row.id = ids.next("dia");
        row.accountId = accountId;
        row.place = place;
        row.reason = reason;
        row.correlationId = cause.correlationId();
        row.createdAt = clock.instant();
        return row;
    }
}
