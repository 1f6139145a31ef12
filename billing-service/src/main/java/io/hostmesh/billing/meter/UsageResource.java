package io.hostmesh.billing.meter;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.problem.TimeFields;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What was used, to the second. */
@Path("/v1/usage")
@Tag(name = "billing")
@Produces(MediaType.APPLICATION_JSON)
class UsageResource {

    private final MeterHandler handler;
    private final CallerContext context;
    private final Clock clock;

    UsageResource(MeterHandler handler, CallerContext context, Clock clock) {
        this.handler = handler;
        this.context = context;
        this.clock = clock;
    }

    @GET
    @Operation(operationId = "listUsage", summary = "What was used, to the second, and what made it begin and end")
    public Uni<Page<UsageLine>> list(
            @QueryParam("serverId") @Nullable String serverId,
            @QueryParam("groupId") @Nullable String groupId,
            @QueryParam("correlationId") @Nullable String correlationId,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @BeanParam PageRequest page) {
        Caller caller = context.caller();
        caller.refuseServers();
        List<FieldError> errors = new ArrayList<>();
        page.errors(errors);
        Instant windowFrom = TimeFields.read("from", from, errors);
        Instant windowTo = TimeFields.read("to", to, errors);
        if (windowFrom != null && windowTo != null && !windowFrom.isBefore(windowTo)) {
            errors.add(new FieldError("to", "must be after from"));
        }
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        UsageStore.Filter filter = new UsageStore.Filter(
                caller.accountId(), serverId, groupId, correlationId, windowFrom, windowTo, page.after());
        return handler.find(filter, page.queryLimit()).map(usage -> {
            Instant now = clock.instant();
            return Page.of(usage.segments(), page, UsageSegment::id)
                    .map(segment -> UsageLine.of(segment, windowFrom, windowTo, usage.prices(), now));
        });
    }
}
