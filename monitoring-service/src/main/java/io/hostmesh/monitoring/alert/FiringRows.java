package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Notice;
import io.hostmesh.kit.transaction.Statements;
import io.hostmesh.monitoring.label.StorableText;
import io.hostmesh.monitoring.quiet.Telling.Beginning;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The rows of an alert that fires. */
@ApplicationScoped
class FiringRows {

    private static final String INSERT = """
        insert into alert (id, account_id, kind, group_id, server_id, location_id, check_id, server_location_id, scope_id, metric, origin,
                           state, correlation_id, summary, evidence, measurement, results, rule, labels, notice, told, flapping, pending_at,
                           fired_at, seen_at, annotations, generator_url, began_at, version)
        values ($1, nullif($2, ''), $3, nullif($4, ''), nullif($5, ''), nullif($6, ''), nullif($7, ''), nullif($8, ''), $9, $10, $11,
                'FIRING', $12, $13, $14, nullif($15, ''), nullif($16, ''), nullif($17, ''), $18, $19, $20, $21,
                cast(nullif($22, '') as timestamptz), $23, $23, $24, nullif($25, ''), cast(nullif($26, '') as timestamptz), 0)
        on conflict (kind, scope_id, metric) where state = 'FIRING' do nothing
        returning id
        """;

    /** Goes out behind the alert, whether there is one or not. */
    private static final String INSERT_FIRED = """
        insert into alert_transition (alert_id, transition, because, measurement, samples, at)
        select $1, 'fired', $2, nullif($3, ''), $4, $5 where exists (select from alert where id = $1)
        """;

    private final AlertJson json;

    FiringRows(AlertJson json) {
        this.json = json;
    }

    /** Writes the alert and that it fired in one turn; false where one is open already. */
    Uni<Boolean> insert(
            Mutiny.Session session,
            String id,
            NewAlert begun,
            String pendingAt,
            @Nullable String serverLocation,
            Notice notice,
            Beginning beginning) {
        AlertEvent.Reported reported = begun.reported();
        Uni<Boolean> inserted = Statements.rows(
                        session,
                        INSERT,
                        id,
                        orEmpty(begun.cause().accountId()),
                        begun.kind().name(),
                        orEmpty(begun.scope().groupId()),
                        orEmpty(begun.scope().serverId()),
                        orEmpty(begun.scope().locationId()),
                        orEmpty(begun.scope().checkId()),
                        orEmpty(serverLocation),
                        begun.scopeId(),
                        begun.metric(),
                        begun.origin().name(),
                        begun.cause().correlationId(),
                        begun.summary(),
                        json.write(begun.evidence()),
                        orEmpty(json.writeIfAny(begun.measurement())),
                        orEmpty(json.writeIfAny(begun.results())),
                        orEmpty(json.writeIfAny(AlertBook.ruleOf(begun))),
                        json.write(begun.labels()),
                        json.write(notice),
                        beginning.told(),
                        beginning.course().flapping(),
                        pendingAt,
                        begun.at().atOffset(ZoneOffset.UTC),
                        reported == null ? "{}" : json.write(ReportedAlerts.byName(reported.annotations())),
                        orEmpty(reported == null ? null : reported.generatorUrl()),
                        reported == null ? "" : reported.startedAt().toString())
                .map(rows -> !rows.isEmpty());
        return Statements.together(inserted, () -> insertFired(session, id, begun))
                .map(both -> both.getItem1());
    }

    private Uni<Void> insertFired(Mutiny.Session session, String id, NewAlert begun) {
        return Statements.rows(
                        session,
                        INSERT_FIRED,
                        id,
                        StorableText.of(begun.summary()),
                        orEmpty(json.writeIfAny(begun.measurement())),
                        json.write(begun.evidence()),
                        begun.at().atOffset(ZoneOffset.UTC))
                .replaceWithVoid();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
