package io.hostmesh.provisioning.catalogue;

import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.provisioning.catalogue.CatalogueRequests.ChangeLocation;
import io.hostmesh.provisioning.catalogue.CatalogueRequests.PutImage;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Images and locations: everyone reads them, operators say what is offered where. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class CatalogueResource {

    private final CatalogueHandler handler;
    private final CallerContext context;

    CatalogueResource(CatalogueHandler handler, CallerContext context) {
        this.handler = handler;
        this.context = context;
    }

    /** {@code locations} and {@code drivers} say where it is offered; null for everywhere, and for all. */
    record ImageView(
            String id,
            String description,
            @Nullable List<String> locations,
            @Nullable List<String> drivers) {

        static ImageView of(ImageRow row) {
            return new ImageView(
                    row.id,
                    row.description,
                    row.locations == null ? null : ImageRow.list(row.locations),
                    row.drivers == null ? null : ImageRow.list(row.drivers));
        }
    }

    /**
     * {@code driver} makes its machines; null where this installation has none for it.
     * {@code available} is whether its machines can be worked on at this moment, {@code since} when that is so and
     * {@code because} why it is not: work waits until they can.
     */
    record LocationView(
            String id,
            String description,
            boolean takesNewServers,
            @Nullable String driver,
            boolean available,
            @Nullable Instant since,
            @Nullable String because) {}

    @GET
    @Path("/images")
    @CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
    public Uni<Page<ImageView>> images(@BeanParam @Valid PageRequest page) {
        context.caller().refuseServers();
        return handler.images(page);
    }

    @GET
    @Path("/images/{id}")
    @CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
    public Uni<ImageView> image(@PathParam("id") String id) {
        context.caller().refuseServers();
        return handler.image(id);
    }

    /** For operators. */
    @PUT
    @Path("/images/{id}")
    @CommonRefusals(CommonProblem.ADMINISTRATORS_ONLY)
    public Uni<ImageView> put(@PathParam("id") String id, PutImage image) {
        context.caller().requireAdmin();
        refuse(image.errors(id));
        return handler.put(id, image);
    }

    @GET
    @Path("/locations")
    @CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
    public Uni<Page<LocationView>> locations(@BeanParam @Valid PageRequest page) {
        context.caller().refuseServers();
        return handler.locations(page);
    }

    @GET
    @Path("/locations/{id}")
    @CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
    public Uni<LocationView> location(@PathParam("id") String id) {
        context.caller().refuseServers();
        return handler.location(id);
    }

    /** For operators: a location can be closed to new servers. */
    @PATCH
    @Path("/locations/{id}")
    @CommonRefusals(CommonProblem.ADMINISTRATORS_ONLY)
    public Uni<LocationView> change(@PathParam("id") String id, ChangeLocation change) {
        context.caller().requireAdmin();
        refuse(change.errors());
        return handler.change(id, change);
    }

    private static void refuse(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
    }
}
