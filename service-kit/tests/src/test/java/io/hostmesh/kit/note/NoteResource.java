package io.hostmesh.kit.note;

import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

@Path("/v1/notes")
class NoteResource {

    private final NoteHandler handler;
    private final CallerContext context;

    NoteResource(NoteHandler handler, CallerContext context) {
        this.handler = handler;
        this.context = context;
    }

    @POST
    public Uni<Response> create(
            @HeaderParam("Idempotency-Key") @Nullable String key, @NotNull @Valid NoteRequest request) {
        context.caller().refuseServers();
        return handler.create(context.caller(), context.cause(), key, request);
    }

    @GET
    public Uni<Page<String>> list(@BeanParam @Valid PageRequest page) {
        return handler.list(context.caller(), page);
    }

    @GET
    @Path("{id}")
    public Uni<RestResponse<Map<String, String>>> get(String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        return handler.get(context.caller(), id)
                .invoke(note -> EntityTags.requireMatch(ifMatch, note.version))
                .map(note -> RestResponse.ResponseBuilder.ok(Map.of("id", note.id, "content", note.content))
                        .header("ETag", EntityTags.etag(note.version))
                        .build());
    }

    @POST
    @Path("failing")
    public Uni<Response> fail() {
        throw new IllegalStateException("a secret of the inside");
    }
}
