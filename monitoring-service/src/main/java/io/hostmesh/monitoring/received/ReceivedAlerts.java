package io.hostmesh.monitoring.received;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Label;
import io.hostmesh.contracts.AlertEvent.Reported;
import io.hostmesh.contracts.AlertEvent.Scope;
import io.hostmesh.contracts.AlertEvent.Severity;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.monitoring.alert.AlertBook;
import io.hostmesh.monitoring.alert.NewAlert;
import io.hostmesh.monitoring.alert.NewAlert.OfRule;
import io.hostmesh.monitoring.alert.Origin;
import io.hostmesh.monitoring.alert.ReportedAlerts;
import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.membership.Membership;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What is received as an alert among the others: its name in the book, what it is about, how bad it is. */
@ApplicationScoped
class ReceivedAlerts {

    private static final String RULE_ID = "external";
    private static final int HASH_CHARACTERS = 32;

    private final AlertBook book;
    private final ReportedAlerts reported;
    private final Membership membership;
    private final String serverLabel;

    ReceivedAlerts(
            AlertBook book,
            ReportedAlerts reported,
            Membership membership,
            @ConfigProperty(name = "hostmesh.series.server-label") String serverLabel) {
        this.book = book;
        this.reported = reported;
        this.membership = membership;
        this.serverLabel = serverLabel;
    }

    /** What tells it from the account's others. */
    static String idOf(String accountId, Received alert) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Labels.of(alert.labels()).toString().getBytes(UTF_8));
            return accountId + "/" + HexFormat.of().formatHex(hash).substring(0, HASH_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("expected SHA-256, which every Java has", e);
        }
    }

    /** Opens it, about the server that its label names where that is one of the account. */
    Uni<Void> open(Mutiny.Session session, ReceivedAlert row, Received alert, Cause cause, Instant now) {
        String named = alert.labels().get(serverLabel);
        Uni<Void> about = named == null
                ? Uni.createFrom().voidItem().invoke(() -> row.serverId = row.groupId = null)
                : membership
                        .placeOf(session, row.accountId, named)
                        .invoke(place -> {
                            row.serverId = place.isEmpty() ? null : named;
                            row.groupId = place.isEmpty() ? null : place.get().groupId();
                        })
                        .replaceWithVoid();
        return about.chain(() -> book.open(session, newAlert(row, alert, cause, now)))
                .replaceWithVoid();
    }

    private static NewAlert newAlert(ReceivedAlert row, Received alert, Cause cause, Instant now) {
        AlertEvent.Rule rule = new AlertEvent.Rule(
                RULE_ID, alert.name(), severity(alert.labels().getOrDefault("severity", "")), list(alert.labels()));
        Map<String, String> labels = new TreeMap<>(alert.labels());
        labels.putIfAbsent("rule", alert.name());
        return new NewAlert(
                Kind.RULE,
                scope(row),
                Origin.RECEIVED,
                alert.summary(),
                null,
                List.of(),
                null,
                labels,
                new OfRule(rule, row.id),
                reported(alert, now),
                cause.withAccount(row.accountId),
                now);
    }

    /** What its sender says of it. A clock that is ahead of ours is not believed beyond the moment at which we hear of it. */
    private static Reported reported(Received alert, Instant now) {
        Instant startedAt = alert.startsAt().isAfter(now) ? now : alert.startsAt();
        return new Reported(startedAt, list(alert.annotations()), alert.generatorUrl());
    }

    private static List<Label> list(Map<String, String> texts) {
        return texts.entrySet().stream()
                .map(text -> new Label(text.getKey(), text.getValue()))
                .toList();
    }

    /** Ends it; {@code endedAt} is when it ended by its sender, or null where that does not say. */
    Uni<Void> resolve(
            Mutiny.Session session, ReceivedAlert row, String because, @Nullable Instant endedAt, Instant now) {
        return reported.resolve(session, NewAlert.scopeId(scope(row), row.id), row.id, because, endedAt, now);
    }

    /** Says that those go on, by their ids, and what is said of them now. */
    Uni<Void> goOn(Mutiny.Session session, Map<String, Received> alerts, Instant now) {
        Map<String, Reported> reports = new TreeMap<>();
        alerts.forEach((id, alert) -> reports.put(id, reported(alert, now)));
        return reported.goOn(session, reports, now);
    }

    private static Scope scope(ReceivedAlert row) {
        return new Scope(row.groupId, row.serverId);
    }

    /** There is no list of these words that all agree on: those that many use, in the three steps that there are here. */
    static Severity severity(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "critical", "page", "emergency", "error", "high" -> Severity.CRITICAL;
            case "info", "none", "low", "debug" -> Severity.INFO;
            default -> Severity.WARNING;
        };
    }
}
