package io.hostmesh.monitoring.watch;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Label;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.AlertEvent.Point;
import io.hostmesh.contracts.AlertEvent.Scope;
import io.hostmesh.contracts.AlertEvent.Series;
import io.hostmesh.contracts.AlertEvent.Severity;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.transaction.Statements;
import io.hostmesh.monitoring.alert.AlertBook;
import io.hostmesh.monitoring.alert.NewAlert;
import io.hostmesh.monitoring.alert.Origin;
import io.hostmesh.monitoring.alert.PendingAlerts;
import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.label.StorableText;
import io.hostmesh.monitoring.rule.Condition;
import io.hostmesh.monitoring.rule.Level;
import io.hostmesh.monitoring.rule.Rule;
import io.hostmesh.monitoring.rule.Subject;
import io.hostmesh.monitoring.rule.Transition;
import io.hostmesh.monitoring.sample.Micros;
import io.hostmesh.monitoring.watch.RuleStandings.Kept;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Carries out the steps of rules: alerts, their history, and where each rule stands. */
@ApplicationScoped
class RuleFindings {

    private final AlertBook alerts;
    private final PendingAlerts pending;
    private final RuleStandings standings;
    private final Ids ids;

    RuleFindings(AlertBook alerts, PendingAlerts pending, RuleStandings standings, Ids ids) {
        this.alerts = alerts;
        this.pending = pending;
        this.standings = standings;
        this.ids = ids;
    }

    Uni<Void> carryOut(Mutiny.Session session, List<Transition> steps) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Transition step : steps) {
            all = all.chain(() -> Statements.together(standings.save(session, step), () -> carryOut(session, step)))
                    .chain(session::flush);
        }
        return all;
    }

    /** What rules had open that are not there any more. */
    Uni<Void> abandon(Mutiny.Session session, List<Kept> abandoned, Instant at) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Kept kept : abandoned) {
            String key = key(kept.ruleId(), kept.subject());
            all = all.chain(() -> alerts.resolve(
                            session,
                            Kind.RULE,
                            NewAlert.scopeId(scope(kept.subject()), key),
                            key,
                            "the rule is not in force any more",
                            null,
                            List.of(),
                            at))
                    .chain(() -> pending.lapse(session, Kind.RULE, NewAlert.scopeId(scope(kept.subject()), key), key))
                    .chain(() -> standings.delete(session, kept.ruleId(), kept.subject()));
        }
        return all;
    }

    private static String key(String ruleId, Subject subject) {
        return ruleId + "/" + RuleStandings.key(subject);
    }

    private Uni<Void> carryOut(Mutiny.Session session, Transition step) {
        String key = key(step.rule().id(), step.subject());
        String scopeId = NewAlert.scopeId(scope(step.subject()), key);
        return switch (step.step()) {
            case PENDED -> pending.pend(session, begun(step, key), step.because());
            case LAPSED -> pending.lapse(session, Kind.RULE, scopeId, key);
            case FIRED -> alerts.open(session, begun(step, key)).replaceWithVoid();
            case RESOLVED ->
                alerts.resolve(
                        session,
                        Kind.RULE,
                        scopeId,
                        key,
                        step.because(),
                        measurement(step),
                        evidence(step),
                        Micros.instant(step.at()));
            case CLEARING, REKINDLED, DATA_MISSED, DATA_RETURNED ->
                alerts.note(
                        session,
                        Kind.RULE,
                        scopeId,
                        key,
                        step.step().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        step.because(),
                        evidence(step),
                        Micros.instant(step.at()));
        };
    }

    private NewAlert begun(Transition step, String key) {
        return new NewAlert(
                Kind.RULE,
                scope(step.subject()),
                Origin.RULE,
                summary(step),
                measurement(step),
                evidence(step),
                null,
                labels(step),
                new NewAlert.OfRule(rule(step), key),
                null,
                Cause.start(ids.next("cor"), step.subject().accountId()),
                Micros.instant(step.at()));
    }

    private static Scope scope(Subject subject) {
        return new Scope(subject.groupId(), subject.serverId());
    }

    /** What silences go by: what the rule adds, and which rule it is. */
    private static Map<String, String> labels(Transition step) {
        Map<String, String> labels = new TreeMap<>(step.rule().labels());
        labels.put("rule", step.rule().name());
        labels.put("severity", step.rule().severity().name().toLowerCase(Locale.ROOT));
        return labels;
    }

    private static AlertEvent.Rule rule(Transition step) {
        Map<String, String> labels = new TreeMap<>(step.subject().labels().toMap());
        labels.putAll(step.rule().labels());
        List<Label> all = new ArrayList<>();
        labels.forEach((name, value) -> all.add(new Label(StorableText.of(name), StorableText.of(value))));
        return new AlertEvent.Rule(
                step.rule().id(),
                step.rule().name(),
                Severity.valueOf(step.rule().severity().name()),
                all);
    }

    private static @Nullable Measurement measurement(Transition step) {
        Level level = level(step.rule().condition());
        if (level == null || !Double.isFinite(step.value())) {
            return null;
        }
        return new Measurement(
                metric(step.rule()),
                step.value(),
                level.fire(),
                1,
                step.standing().missing() ? 1 : 0,
                Micros.instant(step.at()),
                Micros.instant(step.standing().heard()));
    }

    private static List<Series> evidence(Transition step) {
        String serverId = step.subject().serverId();
        List<Point> points = step.samples().stream()
                .filter(sample -> Double.isFinite(sample.value()))
                .map(sample -> new Point(Micros.instant(sample.at()), sample.value()))
                .toList();
        return points.isEmpty()
                ? List.of()
                : List.of(new Series(serverId == null ? "" : serverId, metric(step.rule()), points));
    }

    private static String metric(Rule rule) {
        String metric = rule.condition().selector().metric();
        return metric == null ? "" : metric;
    }

    private static String summary(Transition step) {
        Rule rule = step.rule();
        String about = about(step.subject());
        if (rule.condition() instanceof Condition.Absence absence) {
            return "%s: nothing came of %s for %d s".formatted(rule.name(), about, absence.after() / 1_000_000);
        }
        Level level = level(rule.condition());
        if (rule.condition() instanceof Condition.Anomaly anomaly) {
            return "%s: %s of %s is %s times as far from the usual as is usual, %s %s"
                    .formatted(
                            rule.name(),
                            metric(rule),
                            about,
                            rounded(step.value()),
                            anomaly.level().comparison().sign(),
                            rounded(anomaly.level().fire()));
        }
        return "%s: %s of %s is %s, %s %s"
                .formatted(
                        rule.name(),
                        metric(rule),
                        about,
                        rounded(step.value()),
                        level == null ? "" : level.comparison().sign(),
                        level == null ? "" : rounded(level.fire()));
    }

    private static String about(Subject subject) {
        if (subject.serverId() != null) {
            return "server " + subject.serverId();
        }
        return subject.groupId() != null
                ? "group " + subject.groupId()
                : subject.labels().equals(Labels.none())
                        ? "all series"
                        : subject.labels().toString();
    }

    private static @Nullable Level level(Condition condition) {
        if (condition instanceof Condition.Threshold threshold) {
            return threshold.level();
        }
        if (condition instanceof Condition.Rate rate) {
            return rate.level();
        }
        if (condition instanceof Condition.Ratio ratio) {
            return ratio.level();
        }
        return condition instanceof Condition.Aggregate aggregate ? aggregate.level() : null;
    }

    private static String rounded(double value) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value)
                        .setScale(2, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                : Double.toString(value);
    }
}
