package io.hostmesh.gateway.audit;

import io.hostmesh.contracts.AuditEvent;
import io.hostmesh.kit.event.Failures;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.outbox.Outbox;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Keeps calls. An entry and its event are written in one transaction when the answer is known and before it is sent, so
 * that no answered call is missing. While the database is away the answer waits, up to a bound.
 */
@ApplicationScoped
public class Auditor {

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(50);
    private static final Duration LONGEST_BACKOFF = Duration.ofMillis(500);

    private final Transactions transactions;
    private final AuditStore store;
    private final Outbox outbox;
    private final Ids ids;
    private final Clock clock;
    private final Duration longestWait;

    Auditor(
            Transactions transactions,
            AuditStore store,
            Outbox outbox,
            Ids ids,
            Clock clock,
            @ConfigProperty(name = "hostmesh.gateway.audit.longest-wait", defaultValue = "5s") Duration longestWait) {
        this.transactions = transactions;
        this.store = store;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
        this.longestWait = longestWait;
    }

    /** Keeps that call; fails where it could not be kept in time, and then the call must not be answered as done. */
    public Uni<Void> keep(AuditedCall call) {
        AuditEvent.Audited audited = new AuditEvent.Audited(
                ids.next("aud"),
                call.caller().kind().name().toLowerCase(Locale.ROOT),
                call.caller().id(),
                call.method(),
                call.path(),
                call.status(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        return transactions
                .inTransaction(session -> store.insert(session, audited, call.cause())
                        .chain(inserted -> inserted
                                ? outbox.append(session, call.cause(), audited.auditId(), List.of(audited))
                                : Uni.createFrom().voidItem()))
                .onFailure(Failures::isTransient)
                .retry()
                .withBackOff(FIRST_BACKOFF, LONGEST_BACKOFF)
                .expireIn(longestWait.toMillis())
                .ifNoItem()
                .after(longestWait.multipliedBy(2))
                .fail();
    }
}
