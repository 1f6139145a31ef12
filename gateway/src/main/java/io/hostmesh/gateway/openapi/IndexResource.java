package io.hostmesh.gateway.openapi;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What stands at the door: a word of welcome and the document of the API. Both are for anyone. */
@Path("/")
public class IndexResource {

    private final Documents documents;
    private final String version;

    IndexResource(Documents documents, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.documents = documents;
        this.version = version;
    }

    /** Where to go from here. */
    public record Index(String name, String version, String api, String openapi, String health, String authorization) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Index index() {
        return new Index("Hostmesh", version, "/v1", "/openapi.json", "/q/health", "Authorization: Bearer hmk_...");
    }

    @GET
    @Path("/openapi.json")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Uni<String> openapi() {
        return documents.merged();
    }
}
