package io.hostmesh.monitoring.alert;

import com.fasterxml.jackson.databind.JsonNode;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Notice;
import io.hostmesh.monitoring.quiet.FiringAlert;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alert as it is shown.
 *
 * @param group the group it is about, {@code server} the server, {@code location} the location and {@code check} the
 *     check, where it is about one
 * @param labels what silences and the parameter {@code matcher} go by
 * @param annotations of one that another system reported: what that says of it, as it said last; {@code generatorUrl} is where it judged it
 * @param groupKey the same for all alerts of one outage
 * @param muted whether nobody is to be told at the moment; {@code silencedBy}, {@code inhibitedBy}, {@code maintenances} and
 *     {@code flapping} say why
 * @param told whether people were told that it fires; its recovery is told if so
 * @param measurement the newest figures: metric, value, target, measured, missing, newestSampleAt, acceptedAt
 * @param rule the rule that it is of: id, name, severity, labels
 * @param pendingAt since when what its rule looks for held, where that had to hold for a time
 * @param firedAt when it fired, null until it does; {@code resolvedAt} when it was over. Of one that another system reported they are as that
 *     says, but never after we heard of it, which is what {@code history} has
 * @param evidence the samples, or of a check the results, that made it so; only where one alert is asked for, as {@code history} is
 */
record AlertView(
        String id,
        @Nullable String account,
        Kind kind,
        Alert.State state,
        Origin origin,
        @Nullable String group,
        @Nullable String server,
        @Nullable String location,
        @Nullable String check,
        String summary,
        @Nullable String because,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable String generatorUrl,
        String groupKey,
        boolean muted,
        boolean told,
        List<String> silencedBy,
        List<String> inhibitedBy,
        List<String> maintenances,
        boolean flapping,
        String correlationId,
        @Nullable JsonNode measurement,
        @Nullable JsonNode rule,
        @Nullable Instant pendingAt,
        @Nullable Instant firedAt,
        Instant seenAt,
        @Nullable Instant resolvedAt,
        @Nullable JsonNode evidence,
        @Nullable List<Step> history) {

    /**
     * One transition.
     *
     * @param transition {@code pending}, {@code fired}, {@code confirmed}, {@code muted}, {@code unmuted}, {@code flapping-started},
     *     {@code flapping-stopped}, {@code clearing}, {@code rekindled}, {@code data-missed}, {@code data-returned} or {@code resolved}
     * @param samples those that made it so
     */
    record Step(
            String transition,
            String because,
            @Nullable JsonNode measurement,
            @Nullable JsonNode samples,
            Instant at) {}

    static AlertView of(Alert alert, AlertJson json) {
        return of(alert, null, null, json);
    }

    static AlertView withHistory(Alert alert, List<AlertTransition> transitions, AlertJson json) {
        List<Step> steps = transitions.stream()
                .map(transition -> new Step(
                        transition.transition,
                        transition.because,
                        json.tree(transition.measurement),
                        json.tree(transition.samples),
                        transition.at))
                .toList();
        return of(alert, json.tree(alert.results == null ? alert.evidence : alert.results), steps, json);
    }

    private static AlertView of(
            Alert alert, @Nullable JsonNode evidence, @Nullable List<Step> history, AlertJson json) {
        FiringAlert facts = alert.facts(json);
        Notice known = json.notice(alert.notice);
        Notice notice = known == null ? Notice.tell(facts.ownGroupKey()) : known;
        boolean firing = alert.state == Alert.State.FIRING;
        return new AlertView(
                alert.id,
                alert.accountId,
                alert.kind,
                alert.state,
                alert.origin,
                alert.groupId,
                alert.serverId,
                alert.locationId,
                alert.checkId,
                alert.summary,
                alert.because,
                facts.labels().toMap(),
                json.labels(alert.annotations),
                alert.generatorUrl,
                notice.groupKey(),
                firing && notice.muted(),
                alert.told,
                notice.silencedBy(),
                notice.inhibitedBy(),
                notice.maintenances(),
                alert.flapping,
                alert.correlationId,
                json.tree(alert.measurement),
                json.tree(alert.rule),
                alert.pendingAt,
                alert.state == Alert.State.PENDING ? null : alert.began(),
                alert.seenAt,
                alert.endedAt == null ? alert.resolvedAt : alert.endedAt,
                evidence,
                history);
    }
}
