package io.hostmesh.monitoring.query;

import io.hostmesh.contracts.AlertEvent.Point;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.monitoring.history.SeriesStore;
import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.membership.Membership;
import io.hostmesh.monitoring.query.RangeQuery.Asked;
import io.hostmesh.monitoring.refusal.Refusal;
import io.hostmesh.monitoring.refusal.Refuses;
import io.hostmesh.monitoring.rollup.Reading;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Samples, raw or in steps. */
@Path("/v1/metrics/query")
@CommonRefusals({CommonProblem.NOT_FOR_SERVERS, CommonProblem.ACCOUNT_REQUIRED})
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "metrics")
public class MetricsQueryResource {

    private static final String DESCRIPTION = """
        Times are RFC 3339; without from and to, the last five minutes. Without a step, samples as they came, as far \
        back as these are kept. With a step (a number of seconds such as 10 or 0.5, or a duration such as 1m), one \
        value a step; ranges that begin further back are answered from minutes or hours, with a longer step if need \
        be. Steps without a sample have no point.\
        """;

    private static final String AGGREGATION = """
        How the samples of a step become one value: mean (without it), min, max, sum, count, last, a percentile such \
        as p95 where samples are still kept (of a server as they came, of series of the account in their minutes), and \
        for counters increase and rate (a second), which see through restarts.\
        """;

    private static final String MATCH = """
        Chooses series that came by remote write, OTLP or scraping, such as job="api" or code=~"5.."; all that are \
        given must match. They are kept in minutes.\
        """;

    private static final String ERROR = """
        Points of a percentile are at most so much more or less than the exact ones; 0 where they are exact. Absent for \
        other aggregations.\
        """;

    private static final String ACROSS = """
        How the series become one at each step: mean, min, max, sum, count or a percentile such as p95; without it \
        each stays one.\
        """;

    private final CallerContext context;
    private final Membership membership;
    private final SeriesStore store;
    private final ChartReader charts;
    private final Clock clock;
    private final QuerySettings settings;

    MetricsQueryResource(
            CallerContext context,
            Membership membership,
            SeriesStore store,
            ChartReader charts,
            Clock clock,
            QuerySettings settings) {
        this.context = context;
        this.membership = membership;
        this.store = store;
        this.charts = charts;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * The answer to a query.
     *
     * @param from the beginning of the first step; not after the one that was asked for
     * @param stepSeconds null for raw samples; otherwise not less than what was asked for
     * @param aggregation how the samples of a step become one value; null for raw samples
     * @param across how the series became one; null where each is one
     */
    record Answer(
            String metric,
            Instant from,
            Instant to,
            @Nullable Double stepSeconds,
            @Nullable String aggregation,
            @Nullable String across,
            List<ServerSeries> series) {}

    /**
     * A series, its points oldest first; those of steps are at their beginnings.
     *
     * @param server null for a series of the account, and where several became one
     * @param labels of a series of the account, null for others; {@code __name__} is its metric
     * @param error points of percentiles are at most so much more or less than the exact ones; 0 where they are exact, null for
     *     other aggregations
     */
    record ServerSeries(
            @Nullable String server,
            @Nullable Map<String, String> labels,
            List<Point> points,
            @Schema(description = ERROR) @Nullable Double error) {}

    @GET
    @Operation(
            summary = "Samples of a server, of a group's members, or of series of the account",
            description = DESCRIPTION)
    @Refuses({Refusal.TOO_MANY_POINTS, Refusal.TOO_MANY_SERIES})
    public Uni<Answer> query(
            @QueryParam("server") @Nullable String server,
            @QueryParam("group") @Nullable String group,
            @QueryParam("match") @Parameter(description = MATCH) List<String> match,
            @QueryParam("metric") @Nullable String metric,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("step") @Nullable String step,
            @QueryParam("aggregation") @Parameter(description = AGGREGATION) @Nullable String aggregation,
            @QueryParam("across") @Parameter(description = ACROSS) @Nullable String across) {
        Caller caller = context.caller();
        caller.refuseServers();
        Asked asked = new Asked(server, group, match, metric, from, to, step, aggregation, across);
        RangeQuery range = RangeQuery.of(asked, clock.instant(), charts.kept());
        Uni<List<ServerSeries>> read = range.matchers().isEmpty()
                ? servers(caller, range).chain(servers -> charts.read(range, servers))
                : series(caller.requireAccount(), range)
                        .chain(found -> charts.read(range, caller.requireAccount(), found));
        return read.map(series -> answer(range, series));
    }

    private Uni<Map<String, Labels>> series(String accountId, RangeQuery range) {
        return store.find(accountId, range.metric(), range.matchers(), range.from(), settings.maximumSeriesLookedAt())
                .map(found -> {
                    if (!found.isWhole() || found.series().size() > settings.maximumSeries()) {
                        throw Problems.refusal(
                                Refusal.TOO_MANY_SERIES,
                                "Expected at most " + settings.maximumSeries() + " series; choose fewer by match.");
                    }
                    return found.series();
                });
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
            return membership.membersEver(groupId, settings.maximumSeries());
        });
    }

    private static Answer answer(RangeQuery range, List<ServerSeries> series) {
        Reading reading = range.reading();
        if (reading == null) {
            return new Answer(range.metric(), range.from(), range.to(), null, null, null, series);
        }
        return new Answer(
                range.metric(),
                reading.from(),
                range.to(),
                reading.step().toMillis() / 1_000.0,
                range.aggregation().toString(),
                range.across() == null ? null : range.across().toString(),
                series);
    }
}
