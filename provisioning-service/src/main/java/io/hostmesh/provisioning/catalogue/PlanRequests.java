package io.hostmesh.provisioning.catalogue;

import io.hostmesh.kit.problem.ChecksItself;
import io.hostmesh.kit.problem.Problem.FieldError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Bodies of operators' requests about plans. */
final class PlanRequests {

    private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final BigDecimal FEWEST_VCPUS = new BigDecimal("0.01");
    private static final BigDecimal MOST_VCPUS = new BigDecimal("1024");
    private static final int MOST_DECIMALS = 3;
    private static final int LEAST_MEGABYTES = 16;
    private static final int MOST_MEGABYTES = 16_777_216;
    private static final int MOST_UNITS = 1_000_000;

    private PlanRequests() {}

    /** {@code POST /v1/plans}: a new plan, with its first version. */
    @Schema(requiredProperties = {"id", "vcpus", "memoryMegabytes"})
    record CreatePlan(
            @Nullable String id,
            @Nullable BigDecimal vcpus,
            @Nullable Integer memoryMegabytes,
            @Nullable Boolean scarce,
            @Nullable Map<String, Integer> units)
            implements ChecksItself {

        @Override
        public List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            if (id == null || !ID.matcher(id).matches()) {
                errors.add(new FieldError(
                        "id", "must have 1 to 63 lower-case letters, digits and '-', with no '-' at either end"));
            }
            sizeErrors(vcpus, memoryMegabytes, errors);
            unitErrors(units, errors);
            return errors;
        }

        /** Its first version; only for a request without errors. */
        Plan plan() {
            return new Plan(
                    Objects.requireNonNull(id),
                    1,
                    Objects.requireNonNull(vcpus).stripTrailingZeros(),
                    Objects.requireNonNull(memoryMegabytes));
        }
    }

    /** {@code POST /v1/plans/{id}/versions}: what new servers of the plan are from now on. */
    @Schema(requiredProperties = {"vcpus", "memoryMegabytes"})
    record PublishVersion(
            @Nullable BigDecimal vcpus, @Nullable Integer memoryMegabytes) implements ChecksItself {

        @Override
        public List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            sizeErrors(vcpus, memoryMegabytes, errors);
            return errors;
        }

        /** That version of the plan; only for a request without errors. */
        Plan plan(String id, int version) {
            return new Plan(
                    id,
                    version,
                    Objects.requireNonNull(vcpus).stripTrailingZeros(),
                    Objects.requireNonNull(memoryMegabytes));
        }
    }

    /** {@code PATCH /v1/plans/{id}}: what is to stay is left out; units of locations that are left out stay. */
    record ChangePlan(
            @Nullable Boolean retired,
            @Nullable Boolean scarce,
            @Nullable Map<String, Integer> units) implements ChecksItself {

        @Override
        public List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            unitErrors(units, errors);
            return errors;
        }
    }

    private static void sizeErrors(
            @Nullable BigDecimal vcpus, @Nullable Integer memoryMegabytes, List<FieldError> errors) {
        if (vcpus == null
                || vcpus.compareTo(FEWEST_VCPUS) < 0
                || vcpus.compareTo(MOST_VCPUS) > 0
                || vcpus.stripTrailingZeros().scale() > MOST_DECIMALS) {
            errors.add(new FieldError(
                    "vcpus",
                    "must be from " + FEWEST_VCPUS + " to " + MOST_VCPUS + ", with at most " + MOST_DECIMALS
                            + " decimals"));
        }
        if (memoryMegabytes == null || memoryMegabytes < LEAST_MEGABYTES || memoryMegabytes > MOST_MEGABYTES) {
            errors.add(new FieldError("memoryMegabytes", "must be from " + LEAST_MEGABYTES + " to " + MOST_MEGABYTES));
        }
    }

    private static void unitErrors(@Nullable Map<String, Integer> units, List<FieldError> errors) {
        if (units == null) {
            return;
        }
        units.forEach((location, number) -> {
            if (number == null || number < 0 || number > MOST_UNITS) {
                errors.add(new FieldError("units." + location, "must be from 0 to " + MOST_UNITS));
            }
        });
    }
}
