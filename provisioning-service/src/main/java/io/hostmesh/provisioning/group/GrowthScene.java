package io.hostmesh.provisioning.group;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.inbox.Inbox;
import io.hostmesh.kit.rehearsal.Scene;
import io.hostmesh.provisioning.group.GroupRequests.GroupBody;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import org.hibernate.reactive.mutiny.Mutiny;

/** A group that is created and grows: the decision that a load alert waits for. */
@ApplicationScoped
class GrowthScene implements Scene {

    private static final String GROUP = """
            {"name": "rehearsal", "plan": "nano", "image": "workload-1", "location": "local", "min": 1, "max": 4,
             "targetTracking": {"metric": "cpu_utilization_percent", "target": 60}}""";

    private final GroupStore store;
    private final GroupChange change;
    private final Inbox inbox;
    private final Ids ids;
    private final Clock clock;
    private final GroupBody body;

    GrowthScene(GroupStore store, GroupChange change, Inbox inbox, Ids ids, Clock clock, ObjectMapper json)
            throws JsonProcessingException {
        this.store = store;
        this.change = change;
        this.inbox = inbox;
        this.ids = ids;
        this.clock = clock;
        this.body = json.readValue(GROUP, GroupBody.class);
    }

    @Override
    public Uni<?> play(Mutiny.Session session, Cause cause) {
        Instant now = clock.instant();
        GroupDescription group = body.create(ids.next("grp"), ids.next("acc"), now);
        GroupDecision created = GroupDecider.create(group, null, now);
        Cause own = cause.withAccount(group.accountId());
        Measurement figures = new Measurement("cpu_utilization_percent", 100, 60, 1, 0, now, now);
        GroupCommand overload = new GroupCommand.Load(ids.next("alt"), true, figures);
        return inbox.firstTime(session, "load-alerts", ids.eventId())
                .chain(() -> store.insert(session, group))
                .call(row -> change.carryOut(session, row, created, own))
                .call(session::flush)
                .chain(row -> store.lock(session, row.id))
                .chain(row -> change.apply(session, row, overload, own));
    }
}
