package io.hostmesh.monitoring.watch;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.AlertEvent.Scope;
import io.hostmesh.contracts.AlertEvent.Series;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.transaction.Statements;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.monitoring.alert.AlertBook;
import io.hostmesh.monitoring.alert.NewAlert;
import io.hostmesh.monitoring.alert.Origin;
import io.hostmesh.monitoring.judge.Silence;
import io.hostmesh.monitoring.judge.Verdict;
import io.hostmesh.monitoring.membership.Membership;
import io.hostmesh.monitoring.rule.Transition;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/** Carries out what the judge found: alerts, their events and how far was judged, in one transaction. */
@ApplicationScoped
class Findings {

    private final Transactions transactions;
    private final JudgedPartitions partitions;
    private final AlertBook alerts;
    private final RuleFindings rules;
    private final Membership membership;
    private final Ids ids;
    private final Clock clock;

    Findings(
            Transactions transactions,
            JudgedPartitions partitions,
            AlertBook alerts,
            RuleFindings rules,
            Membership membership,
            Ids ids,
            Clock clock) {
        this.transactions = transactions;
        this.partitions = partitions;
        this.alerts = alerts;
        this.rules = rules;
        this.membership = membership;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Carries out verdicts, steps of rules and the return of servers that had been silent.
     *
     * @param nextOffsets up to where the partitions are judged with these verdicts
     */
    Uni<Void> carryOut(
            String owner,
            Map<Integer, Long> nextOffsets,
            List<Verdict> verdicts,
            List<String> returnedServers,
            List<Transition> steps) {
        return transactions.inTransaction(session -> {
            Uni<Void> advanced = partitions.advance(session, owner, nextOffsets);
            return Statements.together(advanced, () -> carryOut(session, verdicts, returnedServers, steps))
                    .replaceWithVoid();
        });
    }

    private Uni<Void> carryOut(
            Mutiny.Session session, List<Verdict> verdicts, List<String> returnedServers, List<Transition> steps) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Verdict verdict : verdicts) {
            all = all.chain(() -> carryOut(session, verdict)).chain(session::flush);
        }
        all = all.chain(() -> rules.carryOut(session, steps));
        for (String serverId : returnedServers) {
            all = all.chain(
                    () -> alerts.resolveSilence(session, serverId, "the server reports again", clock.instant()));
        }
        return all;
    }

    private Uni<Void> carryOut(Mutiny.Session session, Verdict verdict) {
        if (verdict instanceof Verdict.Fired fired) {
            return membership.holdGroup(session, fired.groupId()).chain(there -> {
                if (!there) {
                    return Uni.createFrom().voidItem();
                }
                NewAlert begun = new NewAlert(
                        fired.kind(),
                        new Scope(fired.groupId(), null),
                        Origin.RULE,
                        summary(fired.kind(), fired.measurement()),
                        fired.measurement(),
                        fired.evidence(),
                        Cause.start(ids.next("cor"), fired.accountId()),
                        fired.at());
                return alerts.open(session, begun).replaceWithVoid();
            });
        }
        if (verdict instanceof Verdict.StillFiring still) {
            return alerts.repeat(session, still.kind(), still.groupId(), still.measurement(), still.at());
        }
        Verdict.Resolved resolved = (Verdict.Resolved) verdict;
        return alerts.resolve(
                session,
                resolved.kind(),
                resolved.groupId(),
                resolved.metric(),
                resolved.because(),
                resolved.measurement(),
                resolved.evidence(),
                resolved.at());
    }

    /** What rules had open that are not there any more is resolved. */
    Uni<Void> abandon(List<RuleStandings.Kept> abandoned) {
        return transactions.inTransaction(session -> rules.abandon(session, abandoned, clock.instant()));
    }

    /**
     * A server was found silent.
     *
     * @param evidence its last samples
     */
    Uni<Void> silent(String serverId, List<Series> evidence, Instant at) {
        return transactions.inTransaction(
                session -> membership.holdReporting(session, serverId).chain(server -> {
                    if (server.isEmpty()) {
                        return Uni.createFrom().voidItem();
                    }
                    Membership.Reporting reporting = server.get();
                    NewAlert begun = new NewAlert(
                            Kind.FAILURE,
                            new Scope(reporting.groupId(), serverId),
                            Origin.SILENCE,
                            "Server " + reporting.name() + " reports nothing and does not answer",
                            null,
                            evidence,
                            Cause.start(ids.next("cor"), reporting.accountId()),
                            at);
                    return alerts.open(session, begun).replaceWithVoid();
                }));
    }

    /** Most servers of a location were found silent together; said again while it goes on, which opens nothing twice. */
    Uni<Void> silent(Silence.OfLocation found, Instant at) {
        NewAlert begun = new NewAlert(
                Kind.FAILURE,
                new Scope(null, null, found.locationId(), null),
                Origin.SILENCE,
                "%d %% of the servers at %s report nothing and do not answer"
                        .formatted(100 * found.silent() / found.servers(), found.locationId()),
                null,
                List.of(),
                Cause.start(ids.next("cor"), null),
                at);
        return transactions.inTransaction(session -> alerts.open(session, begun).replaceWithVoid());
    }

    /** A location is back. */
    Uni<Void> back(Silence.LocationBack found, Instant at) {
        String because = found.servers() == 0
                ? "no server is expected there any more"
                : "%d %% of its servers are heard of again".formatted(100 - 100 * found.silent() / found.servers());
        return transactions.inTransaction(session -> alerts.resolveSilence(session, found.locationId(), because, at));
    }

    private static String summary(Kind kind, Measurement figures) {
        return "%s %s %s the target of %s over %d of %d members"
                .formatted(
                        figures.metric(),
                        rounded(figures.value()),
                        kind == Kind.OVERLOAD ? "is above" : "is below",
                        rounded(figures.target()),
                        figures.measured(),
                        figures.measured() + figures.missing());
    }

    private static String rounded(double value) {
        return BigDecimal.valueOf(value)
                .setScale(1, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
