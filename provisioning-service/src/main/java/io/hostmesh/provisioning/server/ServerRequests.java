package io.hostmesh.provisioning.server;

import io.hostmesh.kit.problem.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Bodies of requests about servers. */
final class ServerRequests {

    private static final int LONGEST_NAME = 63;

    private ServerRequests() {}

    /** {@code POST /v1/servers}. */
    record CreateServer(
            @Nullable String name,
            @Nullable String plan,
            @Nullable String image,
            @Nullable String location) {

        /** Every field that is wrong by itself. */
        List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            requireName(name, errors);
            require("plan", plan, errors);
            require("image", image, errors);
            require("location", location, errors);
            return errors;
        }

        /** The same without nulls; only for a request without errors. */
        RequestedServer valid() {
            return new RequestedServer(
                    Objects.requireNonNull(name).strip(),
                    Objects.requireNonNull(plan),
                    Objects.requireNonNull(image),
                    Objects.requireNonNull(location));
        }
    }

    record RequestedServer(String name, String plan, String image, String location) {}

    /** {@code POST /v1/servers/{id}/actions}. */
    record ServerAction(@Nullable Type type) {

        enum Type {
            START,
            STOP
        }
    }

    private static void require(String field, @Nullable String value, List<FieldError> errors) {
        if (value == null || value.isBlank()) {
            errors.add(new FieldError(field, "is required"));
        }
    }

    private static void requireName(@Nullable String name, List<FieldError> errors) {
        if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
            errors.add(new FieldError("name", "must have between 1 and " + LONGEST_NAME + " characters"));
        }
    }
}
