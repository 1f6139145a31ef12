package io.hostmesh.provisioning.quota;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** How much an account may have. */
@Path("/v1/quotas")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class QuotaResource {

    private static final Pattern ACCOUNT = Pattern.compile("acc_[A-Za-z0-9_]{1,60}");

    private final QuotaHandler handler;
    private final CallerContext context;

    QuotaResource(QuotaHandler handler, CallerContext context) {
        this.handler = handler;
        this.context = context;
    }

    @GET
    @APIResponseSchema(value = QuotaView.class, responseCode = "200")
    @CommonRefusals({CommonProblem.NOT_FOR_SERVERS, CommonProblem.ACCOUNT_REQUIRED})
    public Uni<Response> own() {
        return handler.get(caller().requireAccount()).map(QuotaResource::tagged);
    }

    @GET
    @Path("/{account}")
    @APIResponseSchema(value = QuotaView.class, responseCode = "200")
    @CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
    public Uni<Response> get(@PathParam("account") String account) {
        if (!caller().canSee(account) || !ACCOUNT.matcher(account).matches()) {
            throw Problems.notFound("quota", account);
        }
        return handler.get(account).map(QuotaResource::tagged);
    }

    /** For operators. */
    @PUT
    @Path("/{account}")
    @APIResponseSchema(value = QuotaView.class, responseCode = "200")
    @CommonRefusals({CommonProblem.ADMINISTRATORS_ONLY, CommonProblem.NOT_FOUND})
    public Uni<Response> set(
            @PathParam("account") String account,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            QuotaRequest asked) {
        context.caller().requireAdmin();
        List<FieldError> errors = asked.errors();
        if (!ACCOUNT.matcher(account).matches()) {
            throw Problems.notFound("account", account);
        }
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        return handler.set(account, ifMatch, asked).map(QuotaResource::tagged);
    }

    private Caller caller() {
        context.caller().refuseServers();
        return context.caller();
    }

    private static Response tagged(QuotaView quota) {
        return Response.ok(quota)
                .header("ETag", EntityTags.etag(quota.version()))
                .build();
    }
}
