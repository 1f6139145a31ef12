package io.hostmesh.kit.openapi;

import static org.eclipse.microprofile.openapi.OASFactory.createHeader;
import static org.eclipse.microprofile.openapi.OASFactory.createSchema;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/** Says that what is changed with {@code If-Match} is read, and answered to a change, with an {@code ETag}. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class EntityTagHeaders implements OASFilter {

    private static final Set<HttpMethod> ANSWERING = Set.of(HttpMethod.GET, HttpMethod.PATCH, HttpMethod.PUT);
    private static final Set<HttpMethod> CHANGING = Set.of(HttpMethod.PATCH, HttpMethod.PUT, HttpMethod.DELETE);

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() != null && document.getPaths().getPathItems() != null) {
            document.getPaths().getPathItems().values().stream()
                    .map(PathItem::getOperations)
                    .filter(operations -> operations.entrySet().stream()
                            .anyMatch(each -> CHANGING.contains(each.getKey()) && matches(each.getValue())))
                    .forEach(EntityTagHeaders::tag);
        }
    }

    private static boolean matches(Operation operation) {
        return operation.getParameters() != null
                && operation.getParameters().stream()
                        .anyMatch(parameter -> HttpHeaders.IF_MATCH.equals(parameter.getName()));
    }

    private static void tag(Map<HttpMethod, Operation> operations) {
        operations.forEach((method, operation) -> {
            if (ANSWERING.contains(method) && operation.getResponses() != null) {
                operation.getResponses().getAPIResponses().forEach((status, answer) -> {
                    if (status.startsWith("2")) {
                        answer.addHeader(
                                HttpHeaders.ETAG,
                                createHeader()
                                        .description("The version, for the header If-Match of a change.")
                                        .schema(createSchema().addType(SchemaType.STRING)));
                    }
                });
            }
        });
    }
}
