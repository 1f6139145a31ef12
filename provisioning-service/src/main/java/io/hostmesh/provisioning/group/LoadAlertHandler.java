package io.hostmesh.provisioning.group;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.Event;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.inbox.Inbox;
import io.hostmesh.kit.transaction.Statements;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.server.Precedence;
import io.hostmesh.provisioning.server.ServerWork;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What a group does when monitoring says that it has too much or too little to do. */
@ApplicationScoped
class LoadAlertHandler {

    private static final String CONSUMER = "load-alerts";

    private static final Duration[] BOUNDS = IntStream.of(1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100, 200, 500, 1000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Transactions transactions;
    private final Inbox inbox;
    private final GroupStore store;
    private final GroupInputs inputs;
    private final GroupChange change;
    private final ServerWork servers;
    private final Precedence precedence;
    private final int mostAtOnce;
    private final Timer decisions;

    LoadAlertHandler(
            Transactions transactions,
            Inbox inbox,
            GroupStore store,
            GroupInputs inputs,
            GroupChange change,
            ServerWork servers,
            Precedence precedence,
            MeterRegistry meters,
            @ConfigProperty(name = "hostmesh.groups.alerts-at-once") int mostAtOnce) {
        this.transactions = transactions;
        this.inbox = inbox;
        this.store = store;
        this.inputs = inputs;
        this.change = change;
        this.servers = servers;
        this.precedence = precedence;
        this.mostAtOnce = mostAtOnce;
        this.decisions = Timer.builder("hostmesh.groups.decisions")
                .description("From an alert that was taken from its topic to the committed decision")
                .serviceLevelObjectives(BOUNDS)
                .register(meters);
    }

    /** Decides about one that may have come before. */
    Uni<Void> handle(Event<?> event) {
        return handle(List.of(event), (session, told) -> inbox.firstTime(session, CONSUMER, event.id())
                .chain(first -> first ? take(session, told) : Uni.createFrom().voidItem()));
    }

    /** Decides about all of them or none, in one transaction; fails where one of them came before. */
    Uni<Void> handle(List<Event<?>> events) {
        return handle(events, this::takeFirst);
    }

    /** Decides about events of which none has come before, or the transaction fails. */
    Uni<Void> takeFirst(Mutiny.Session session, List<Told> told) {
        Map<String, Told> byEvent = new LinkedHashMap<>();
        told.forEach(each -> byEvent.putIfAbsent(each.eventId(), each));
        inbox.expectFirst(session, CONSUMER, byEvent.keySet());
        return take(session, List.copyOf(byEvent.values()));
    }

    private Uni<Void> handle(List<Event<?>> events, BiFunction<Mutiny.Session, List<Told>, Uni<Void>> work) {
        List<Told> told = events.stream()
                .map(LoadAlertHandler::told)
                .filter(Objects::nonNull)
                .toList();
        if (told.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom().deferred(() -> {
            long begin = System.nanoTime();
            if (events.size() >= mostAtOnce) {
                precedence.decisionsWait();
            }
            return transactions
                    .inTransaction(session -> work.apply(session, told))
                    .invoke(() -> {
                        long took = System.nanoTime() - begin; // The time of all of them is that of each.
                        told.forEach(each -> decisions.record(took, TimeUnit.NANOSECONDS));
                    })
                    .invoke(servers::wake);
        });
    }

    /** What an alert tells a group. */
    record Told(String eventId, String groupId, GroupCommand command, Cause cause) {}

    /** What the event tells a group, or null where it tells none anything. */
    static @Nullable Told told(Event<?> event) {
        if (!(event.data() instanceof AlertEvent alert)) {
            return null;
        }
        String groupId = alert.scope().groupId();
        GroupCommand command = command(alert);
        return groupId == null || command == null ? null : new Told(event.id(), groupId, command, Cause.of(event));
    }

    /** Decides about events that come for the first time. */
    private Uni<Void> take(Mutiny.Session session, List<Told> told) {
        Set<String> groups = told.stream().map(Told::groupId).collect(Collectors.toSet());
        Uni<List<GroupRow>> locked = store.lock(session, groups);
        Uni<GroupInputs.Read> inputs = ahead(session, groups, told);
        return Statements.together(inputs, () -> locked).chain(both -> {
            List<GroupRow> rows = both.getItem2();
            GroupInputs.Read read = both.getItem1();
            return decide(
                    session,
                    rows.stream().collect(Collectors.toMap(row -> row.id, row -> row)),
                    told,
                    read.covers(rows) ? read : null);
        });
    }

    /** Behind the lock, in one turn with it. An alert says whose group it is about, and overload mostly wants members. */
    private Uni<GroupInputs.Read> ahead(Mutiny.Session session, Set<String> groups, List<Told> told) {
        return inputs.ahead(
                session,
                groups,
                accounts(told),
                accounts(told.stream()
                        .filter(each -> each.command() instanceof GroupCommand.Load load && load.over())
                        .toList()));
    }

    private static Set<String> accounts(List<Told> told) {
        return told.stream()
                .map(each -> each.cause().accountId())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /**
     * What one group is told is decided about in turn, so that the second time it is seen as the first left it.
     *
     * @param read what there is to know about the groups, or null where it is not known yet, or changed since
     */
    private Uni<Void> decide(
            Mutiny.Session session, Map<String, GroupRow> rows, List<Told> news, GroupInputs.@Nullable Read read) {
        Map<String, GroupChange.Told> now = new LinkedHashMap<>();
        List<Told> then = new ArrayList<>();
        for (Told each : news) {
            GroupRow row = rows.get(each.groupId());
            if (row != null && now.containsKey(row.id)) {
                then.add(each);
            } else if (row != null) {
                now.put(row.id, new GroupChange.Told(row, each.command(), each.cause()));
            }
        }
        if (now.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<GroupChange.Told> told = List.copyOf(now.values());
        Uni<?> decided = (read == null ? change.apply(session, told) : change.apply(session, told, read))
                .invoke(() -> told.forEach(each -> store.change(session, each.row())));
        return then.isEmpty()
                ? decided.replaceWithVoid()
                : decided.chain(() -> store.write(session)).chain(() -> decide(session, rows, then, null));
    }

    private static @Nullable GroupCommand command(AlertEvent alert) {
        if (alert.kind() != Kind.OVERLOAD && alert.kind() != Kind.UNDERLOAD) {
            return null;
        }
        boolean over = alert.kind() == Kind.OVERLOAD;
        if (alert instanceof AlertEvent.Fired fired) {
            return new GroupCommand.Load(fired.alertId(), over, fired.measurement());
        } else if (alert instanceof AlertEvent.StillFiring still) {
            return new GroupCommand.Load(still.alertId(), over, still.measurement());
        }
        return alert instanceof AlertEvent.Resolved ? new GroupCommand.LoadBackToNormal(alert.alertId()) : null;
    }
}
