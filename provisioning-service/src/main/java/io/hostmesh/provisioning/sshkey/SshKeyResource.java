package io.hostmesh.provisioning.sshkey;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.provisioning.label.Selector;
import io.hostmesh.provisioning.refusal.Refusal;
import io.hostmesh.provisioning.refusal.Refuses;
import io.hostmesh.provisioning.sshkey.SshKeyHandler.Filter;
import io.hostmesh.provisioning.sshkey.SshKeyRequests.ChangeKey;
import io.hostmesh.provisioning.sshkey.SshKeyRequests.CreateKey;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Public keys that an account puts on its servers. */
@Path("/v1/ssh-keys")
@CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class SshKeyResource {

    private final SshKeyHandler handler;
    private final CallerContext context;

    SshKeyResource(SshKeyHandler handler, CallerContext context) {
        this.handler = handler;
        this.context = context;
    }

    @POST
    @APIResponseSchema(value = SshKeyView.class, responseCode = "201")
    @CommonRefusals(CommonProblem.ACCOUNT_REQUIRED)
    @Refuses({Refusal.SSH_KEY_EXISTS, Refusal.TOO_MANY_SSH_KEYS, Refusal.NAME_TAKEN})
    public Uni<Response> create(@HeaderParam("Idempotency-Key") @Nullable String idempotencyKey, CreateKey request) {
        return handler.create(caller(), idempotencyKey, request);
    }

    @GET
    public Uni<Page<SshKeyView>> list(
            @BeanParam PageRequest page,
            @QueryParam("name") @Nullable String name,
            @QueryParam("fingerprint") @Nullable String fingerprint,
            @QueryParam("labelSelector") @Nullable String labelSelector) {
        Caller caller = caller();
        List<FieldError> errors = new ArrayList<>();
        page.errors(errors);
        Selector labels = Selector.read("labelSelector", labelSelector, errors);
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        return handler.list(new Filter(caller.accountId(), name, fingerprint, labels), page);
    }

    @GET
    @Path("/{id}")
    @APIResponseSchema(value = SshKeyView.class, responseCode = "200")
    public Uni<Response> get(@PathParam("id") String id) {
        return handler.get(caller(), id).map(SshKeyResource::tagged);
    }

    @PATCH
    @Path("/{id}")
    @APIResponseSchema(value = SshKeyView.class, responseCode = "200")
    @Refuses(Refusal.NAME_TAKEN)
    public Uni<Response> change(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, ChangeKey request) {
        return handler.change(caller(), id, ifMatch, request).map(SshKeyResource::tagged);
    }

    /** Machines that have the key keep it; none that is made from now on gets it. */
    @DELETE
    @Path("/{id}")
    public Uni<Void> delete(@PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        return handler.delete(caller(), id, ifMatch);
    }

    private Caller caller() {
        context.caller().refuseServers();
        return context.caller();
    }

    private static Response tagged(SshKeyView key) {
        return Response.ok(key).header("ETag", EntityTags.etag(key.version())).build();
    }
}
