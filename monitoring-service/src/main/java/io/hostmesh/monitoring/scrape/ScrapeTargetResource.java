package io.hostmesh.monitoring.scrape;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.monitoring.membership.Membership;
import io.hostmesh.monitoring.refusal.Refusal;
import io.hostmesh.monitoring.refusal.Refuses;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Addresses that are asked for metrics in Prometheus' text format. */
@Path("/v1/scrape-targets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "metrics")
@CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
public class ScrapeTargetResource {

    private final ScrapeTargets targets;
    private final ScrapeSettings settings;
    private final Membership membership;
    private final CallerContext context;

    ScrapeTargetResource(ScrapeTargets targets, ScrapeSettings settings, Membership membership, CallerContext context) {
        this.targets = targets;
        this.settings = settings;
        this.membership = membership;
        this.context = context;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponseSchema(value = ScrapeTargetView.class, responseCode = "201")
    @CommonRefusals(CommonProblem.ACCOUNT_REQUIRED)
    @Refuses(Refusal.TOO_MANY_SCRAPE_TARGETS)
    @Operation(
            summary = "Have a target scraped",
            description =
                    "Its metrics are asked for at the interval. Addresses that are private, local or reserved are not"
                            + " called unless the operator allows their network; redirects are not followed.")
    public Uni<Response> create(
            @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey, ScrapeTargetRequest target) {
        Caller caller = caller();
        String accountId = caller.requireAccount();
        List<FieldError> errors = target.errors(settings);
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        String server = target.server();
        if (server == null) {
            return targets.create(caller, idempotencyKey, target);
        }
        return membership.ownerOfServer(server).chain(owner -> {
            if (owner.isEmpty() || !accountId.equals(owner.get().accountId())) {
                throw Problems.invalid(List.of(new FieldError("server", "must be a server of the account")));
            }
            return targets.create(caller, idempotencyKey, target);
        });
    }

    @GET
    @Operation(summary = "List scrape targets, the newest first")
    @CommonRefusals(CommonProblem.ACCOUNT_REQUIRED)
    public Uni<Page<ScrapeTargetView>> list(@BeanParam @Valid PageRequest page) {
        Caller caller = caller();
        boolean all = caller.kind() == Caller.Kind.ADMIN && caller.accountId() == null;
        return targets.list(all ? null : caller.requireAccount(), page);
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One scrape target, with how it went the last time")
    public Uni<ScrapeTargetView> get(@PathParam("id") String id) {
        return targets.get(caller(), id);
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Do not scrape a target any more", description = "Its series end.")
    public Uni<Void> delete(@PathParam("id") String id) {
        return targets.delete(caller(), id);
    }

    private Caller caller() {
        context.caller().refuseServers();
        return context.caller();
    }
}
