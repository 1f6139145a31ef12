package io.hostmesh.kit.openapi;

import io.hostmesh.kit.json.Json;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Shows the constants of enumerations as they are sent and read. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class WrittenConstants implements OASFilter {

    @Override
    public Schema filterSchema(Schema schema) {
        if (schema.getEnumeration() != null) {
            schema.setEnumeration(schema.getEnumeration().stream()
                    .map(constant -> constant instanceof String name ? (Object) Json.written(name) : constant)
                    .toList());
        }
        return schema;
    }
}
