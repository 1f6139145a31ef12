package io.hostmesh.provisioning.server;

import io.hostmesh.kit.problem.ChecksItself;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.provisioning.label.Labels;
import io.hostmesh.provisioning.label.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Bodies of requests about servers. */
final class ServerRequests {

    private ServerRequests() {}

    /** {@code POST /v1/servers}. */
    @Schema(requiredProperties = {"name", "plan", "image", "location"})
    record CreateServer(
            @Nullable String name,
            @Nullable String plan,
            @Nullable String image,
            @Nullable String location,
            @Nullable Map<String, String> labels,
            @Nullable List<String> sshKeys,
            @Nullable String userData,
            @Nullable Boolean deletionProtection)
            implements ChecksItself {

        /** Every field that is wrong by itself. */
        @Override
        public List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            requireName(name, errors);
            require("plan", plan, errors);
            require("image", image, errors);
            require("location", location, errors);
            Labels.errors(labels, errors);
            return errors;
        }

        /** Without the user data, which can hold secrets. */
        @Override
        public String toString() {
            return "CreateServer[" + name + ", " + plan + ", " + image + ", " + location + "]";
        }

        /** The same without nulls; only for a request without errors. */
        RequestedServer valid() {
            return new RequestedServer(
                    Objects.requireNonNull(name),
                    Objects.requireNonNull(plan),
                    Objects.requireNonNull(image),
                    Objects.requireNonNull(location));
        }
    }

    record RequestedServer(String name, String plan, String image, String location) {}

    /** {@code PATCH /v1/servers/{id}}: what is to stay is left out. Labels are replaced as a whole. */
    record ChangeServer(
            @Nullable String name,
            @Nullable Map<String, String> labels,
            @Nullable Boolean deletionProtection) implements ChecksItself {

        @Override
        public List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            if (name != null) {
                requireName(name, errors);
            }
            Labels.errors(labels, errors);
            return errors;
        }
    }

    /** {@code POST /v1/servers/{id}/actions}. {@code plan} is the one to change to, and only where it is a resize. */
    @Schema(requiredProperties = "type")
    record ServerAction(@Nullable Type type, @Nullable String plan) implements ChecksItself {

        enum Type {
            START,
            STOP,
            REBOOT,
            RESIZE,
            REBUILD
        }

        @Override
        public List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            if (type == null) {
                errors.add(new FieldError("type", "must be start, stop, reboot, resize or rebuild"));
            } else if (type == Type.RESIZE) {
                require("plan", plan, errors);
            } else if (plan != null) {
                errors.add(new FieldError("plan", "is only for resize"));
            }
            return errors;
        }

        /** The same without nulls that matter; only for a request without errors. */
        RequestedAction valid() {
            return new RequestedAction(
                    ActionType.valueOf(Objects.requireNonNull(type).name()), plan);
        }
    }

    /** {@code plan} is there where it is a resize. */
    record RequestedAction(ActionType type, @Nullable String plan) {

        boolean isThatOf(ActionRow action) {
            return type == action.type && Objects.equals(plan, action.planId);
        }
    }

    private static void require(String field, @Nullable String value, List<FieldError> errors) {
        if (value == null || value.isBlank()) {
            errors.add(new FieldError(field, "is required"));
        }
    }

    private static void requireName(@Nullable String name, List<FieldError> errors) {
        if (name == null || !Names.isGood(name, Names.LONGEST)) {
            errors.add(new FieldError("name", Names.rule(Names.LONGEST)));
        }
    }
}
