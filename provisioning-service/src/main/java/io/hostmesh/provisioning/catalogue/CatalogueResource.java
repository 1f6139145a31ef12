package io.hostmesh.provisioning.catalogue;

import io.hostmesh.contracts.Money;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.problem.Problems;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The catalogue as customers see it. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
class CatalogueResource {

    private final CatalogueHandler handler;
    private final CallerContext context;

    CatalogueResource(CatalogueHandler handler, CallerContext context) {
        this.handler = handler;
        this.context = context;
    }

    /** {@code pricePerHour} is absent as long as billing has published none; servers are billed to the second. */
    record PlanView(
            String id,
            int version,
            BigDecimal vcpus,
            int memoryMegabytes,
            @Nullable Money pricePerHour) {}

    record EntryView(String id, String description) {}

    @GET
    @Path("/plans")
    public Uni<Page<PlanView>> plans() {
        context.caller().refuseServers();
        return handler.plans().map(CatalogueResource::page);
    }

    @GET
    @Path("/plans/{id}")
    public Uni<PlanView> plan(@PathParam("id") String id) {
        context.caller().refuseServers();
        return handler.plans().map(plans -> plans.stream()
                .filter(plan -> plan.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Problems.notFound("plan", id)));
    }

    @GET
    @Path("/images")
    public Uni<Page<EntryView>> images() {
        context.caller().refuseServers();
        return handler.images().map(CatalogueResource::page);
    }

    @GET
    @Path("/locations")
    public Uni<Page<EntryView>> locations() {
        context.caller().refuseServers();
        return handler.locations().map(CatalogueResource::page);
    }

    private static <T> Page<T> page(List<T> all) {
        return new Page<>(all, null);
    }
}
