package io.hostmesh.kit.openapi;

import static org.eclipse.microprofile.openapi.OASFactory.createSchema;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.ws.rs.core.MediaType;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/** Says that null is taken for fields of requests that need not be there: to what reads records, it is the same as nothing. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class OptionalFields implements OASFilter {

    private static final String SAME =
            "A field that need not be there can be null, which is the same as leaving it out.";

    private final Declared declared;
    private Map<String, Schema> components = Map.of();

    public OptionalFields(IndexView index) {
        this.declared = new Declared(index);
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
            return;
        }
        if (document.getComponents() != null && document.getComponents().getSchemas() != null) {
            components = document.getComponents().getSchemas();
        }
        Set<Schema> requested = Collections.newSetFromMap(new IdentityHashMap<>());
        document.getPaths().getPathItems().forEach((path, item) -> item.getOperations()
                .forEach((method, operation) -> {
                    Schema body = declared.readsItsBody(method + " " + path) ? null : body(operation);
                    if (body != null) {
                        operation.getRequestBody().setDescription(SAME);
                        collect(body, requested);
                    }
                }));
        requested.forEach(this::keepTypesOfRequired);
        requested.forEach(OptionalFields::allowNull);
    }

    private static @Nullable Schema body(Operation operation) {
        if (operation.getRequestBody() == null || operation.getRequestBody().getContent() == null) {
            return null;
        }
        var json = operation.getRequestBody().getContent().getMediaType(MediaType.APPLICATION_JSON);
        return json == null ? null : json.getSchema();
    }

    private void collect(@Nullable Schema schema, Set<Schema> requested) {
        if (schema != null && requested.add(schema)) {
            collect(referred(schema), requested);
            collect(schema.getItems(), requested);
            collect(schema.getAdditionalPropertiesSchema(), requested);
            Stream.of(schema.getAllOf(), schema.getAnyOf(), schema.getOneOf())
                    .filter(parts -> parts != null)
                    .forEach(parts -> parts.forEach(part -> collect(part, requested)));
            if (schema.getProperties() != null) {
                schema.getProperties().values().forEach(property -> collect(property, requested));
            }
        }
    }

    private @Nullable Schema referred(Schema schema) {
        String reference = schema.getRef();
        return reference == null ? null : components.get(reference.substring(reference.lastIndexOf('/') + 1));
    }

    /** What a schema requires of fields of those that it is made of cannot be null there. */
    private void keepTypesOfRequired(Schema schema) {
        if (schema.getAllOf() == null || schema.getRequired() == null) {
            return;
        }
        for (Schema part : schema.getAllOf()) {
            Schema of = referred(part);
            Map<String, Schema> properties = of == null || of.getProperties() == null ? Map.of() : of.getProperties();
            properties.forEach((name, property) -> {
                if (schema.getRequired().contains(name)) {
                    schema.addProperty(
                            name, createSchema().ref(property.getRef()).type(property.getType()));
                }
            });
        }
    }

    private static void allowNull(Schema schema) {
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((name, property) -> {
                if (schema.getRequired() == null || !schema.getRequired().contains(name)) {
                    schema.addProperty(name, orNull(property));
                }
            });
        }
    }

    private static Schema orNull(Schema property) {
        if (property.getRef() != null) {
            return createSchema()
                    .anyOf(List.of(
                            createSchema().ref(property.getRef()),
                            createSchema().addType(SchemaType.NULL)))
                    .description(property.getDescription());
        }
        return property.getType() == null || property.getType().contains(SchemaType.NULL)
                ? property
                : property.addType(SchemaType.NULL);
    }
}
