package io.hostmesh.provisioning.catalogue;

import io.hostmesh.kit.problem.ChecksItself;
import io.hostmesh.kit.problem.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Bodies of operators' requests about images and locations. */
final class CatalogueRequests {

    private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");
    private static final int LONGEST_DESCRIPTION = 200;
    private static final int MOST_NAMES = 100;

    private CatalogueRequests() {}

    static boolean isId(@Nullable String text) {
        return text != null && ID.matcher(text).matches();
    }

    /** {@code PUT /v1/images/{id}}: where an image is offered, and on what; left out for everywhere, and for all. */
    @Schema(requiredProperties = "description")
    record PutImage(
            @Nullable String description,
            @Nullable List<String> locations,
            @Nullable List<String> drivers) implements ChecksItself {

        List<FieldError> errors(String id) {
            List<FieldError> errors = errors();
            if (!isId(id)) {
                errors.add(new FieldError("id", "must have 1 to 63 lower-case letters, digits, '-' and '.'"));
            }
            return errors;
        }

        @Override
        public List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            if (description == null) {
                errors.add(new FieldError("description", "is required"));
            }
            descriptionErrors(description, errors);
            nameErrors("locations", locations, errors);
            nameErrors("drivers", drivers, errors);
            return errors;
        }
    }

    /** {@code PATCH /v1/locations/{id}}: what is to stay is left out. */
    record ChangeLocation(
            @Nullable String description, @Nullable Boolean takesNewServers) implements ChecksItself {

        @Override
        public List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            descriptionErrors(description, errors);
            return errors;
        }
    }

    private static void descriptionErrors(@Nullable String description, List<FieldError> errors) {
        if (description != null && (description.isBlank() || description.length() > LONGEST_DESCRIPTION)) {
            errors.add(new FieldError("description", "must have 1 to " + LONGEST_DESCRIPTION + " characters"));
        }
    }

    private static void nameErrors(String field, @Nullable List<String> names, List<FieldError> errors) {
        if (names == null) {
            return;
        }
        if (names.size() > MOST_NAMES) {
            errors.add(new FieldError(field, "must be at most " + MOST_NAMES + ", got " + names.size()));
        }
        for (int index = 0; index < Math.min(names.size(), MOST_NAMES); index++) {
            if (!isId(names.get(index))) {
                errors.add(new FieldError(field + "[" + index + "]", "is no id"));
            }
        }
    }
}
