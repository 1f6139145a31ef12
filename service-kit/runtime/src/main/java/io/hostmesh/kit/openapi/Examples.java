package io.hostmesh.kit.openapi;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The examples of a service's operations, which it keeps in a file. */
final class Examples {

    private static final String FILE = "openapi-examples.json";

    private final Map<String, Example> ofOperation;

    private Examples(Map<String, Example> ofOperation) {
        this.ofOperation = ofOperation;
    }

    /**
     * A request and what is answered to it.
     *
     * @param parameters of the path, and of the query
     * @param status what it is answered with
     * @param request the body; null where there is none that can be shown
     * @param requests further bodies that are answered alike, by a name
     * @param response the body; null where there is none
     * @param others further bodies with the same status, by a name
     */
    record Example(
            @Nullable Map<String, String> parameters,
            int status,
            @Nullable Object request,
            @Nullable Map<String, Object> requests,
            @Nullable Object response,
            @Nullable Map<String, Object> others) {}

    /** Those in the file {@value #FILE} of the service, by method and path; none where there is no such file. */
    static Examples read() {
        try (InputStream file = Thread.currentThread().getContextClassLoader().getResourceAsStream(FILE)) {
            return new Examples(file == null ? Map.of() : new ObjectMapper().readValue(file, new TypeReference<>() {}));
        } catch (IOException e) {
            throw new IllegalStateException("expected examples by operation in " + FILE, e);
        }
    }

    @Nullable
    Example of(String operation) {
        return ofOperation.get(operation);
    }
}
