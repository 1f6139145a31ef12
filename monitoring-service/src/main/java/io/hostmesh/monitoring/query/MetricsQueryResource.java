package io.hostmesh.monitoring.query;

import io.hostmesh.contracts.AlertEvent.Point;
import io.hostmesh.contracts.AlertEvent.Series;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.monitoring.history.SampleHistory;
import io.hostmesh.monitoring.membership.Membership;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Recent samples, raw or as means over steps. */
@Path("/v1/metrics/query")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "metrics")
public class MetricsQueryResource {

    private final CallerContext context;
    private final Membership membership;
    private final SampleHistory history;
    private final Clock clock;
    private final Duration retention;
    private final int maximumPoints;

    MetricsQueryResource(
            CallerContext context,
            Membership membership,
            SampleHistory history,
            Clock clock,
            @ConfigProperty(name = "hostmesh.history.retention") Duration retention,
            @ConfigProperty(name = "hostmesh.query.maximum-points") int maximumPoints) {
        this.context = context;
        this.membership = membership;
        this.history = history;
        this.clock = clock;
        this.retention = retention;
        this.maximumPoints = maximumPoints;
    }

    /**
     * The answer to a query.
     *
     * @param stepSeconds null for raw samples
     */
    record Answer(
            String metric,
            Instant from,
            Instant to,
            @Nullable Double stepSeconds,
            List<ServerSeries> series) {}

    /** The samples of one server, or their means by the beginnings of steps, oldest first. */
    record ServerSeries(String server, List<Point> points) {}

    @GET
    @Operation(
            summary = "Recent samples of a server or of a group's members",
            description =
                    "Times are RFC 3339; without from and to, the last five minutes. With a step (a number of seconds"
                            + " such as 10 or 0.5, or a duration such as 1m), means over steps.")
    public Uni<Answer> query(
            @QueryParam("server") @Nullable String server,
            @QueryParam("group") @Nullable String group,
            @QueryParam("metric") @Nullable String metric,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("step") @Nullable String step) {
        Caller caller = context.caller();
        caller.refuseServers();
        RangeQuery range = RangeQuery.of(server, group, metric, from, to, step, clock.instant(), retention);
        return servers(caller, range).chain(servers -> series(range, servers)).map(series -> answer(range, series));
    }

    private Uni<List<String>> servers(Caller caller, RangeQuery range) {
        if (range.serverId() != null) {
            String serverId = range.serverId();
            return membership.ownerOfServer(serverId).map(owner -> {
                if (owner.isEmpty() || !caller.canSee(owner.get().accountId())) {
                    throw Problems.notFound("server", serverId);
                }
                return List.of(serverId);
            });
        }
        String groupId = String.valueOf(range.groupId());
        return membership.ownerOfGroup(groupId).chain(owner -> {
            if (owner.isEmpty() || !caller.canSee(owner.get().accountId())) {
                throw Problems.notFound("group", groupId);
            }
            return membership.membersEver(groupId, maximumPoints);
        });
    }

    private Uni<List<Series>> series(RangeQuery range, List<String> servers) {
        int limit = maximumPoints + 1;
        Duration step = range.step();
        return step == null
                ? history.raw(servers, range.metric(), range.from(), range.to(), limit)
                : history.means(servers, range.metric(), range.from(), range.to(), step, limit);
    }

    private Answer answer(RangeQuery range, List<Series> series) {
        int points = series.stream().mapToInt(one -> one.points().size()).sum();
        if (points > maximumPoints) {
            throw Problems.unprocessable(
                    "too-many-points",
                    "Expected at most " + maximumPoints + " points; ask for a shorter time or a longer step.");
        }
        Duration step = range.step();
        return new Answer(
                range.metric(),
                range.from(),
                range.to(),
                step == null ? null : step.toMillis() / 1_000.0,
                series.stream()
                        .map(one -> new ServerSeries(one.serverId(), one.points()))
                        .toList());
    }
}
