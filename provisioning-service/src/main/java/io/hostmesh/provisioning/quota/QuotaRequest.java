package io.hostmesh.provisioning.quota;

import io.hostmesh.kit.problem.ChecksItself;
import io.hostmesh.kit.problem.Problem.FieldError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code PUT /v1/quotas/{account}}: what is left out is as the installation has it. */
record QuotaRequest(
        @Nullable Integer servers,
        @Nullable BigDecimal vcpus,
        @Nullable Long memoryMegabytes,
        @Nullable Integer groups) implements ChecksItself {

    private static final int MOST = 1_000_000;
    private static final long MOST_MEGABYTES = 1_000_000_000_000L;
    private static final int MOST_DECIMALS = 3;

    @Override
    public List<FieldError> errors() {
        List<FieldError> errors = new ArrayList<>();
        range("servers", servers == null ? null : servers.longValue(), MOST, errors);
        range("memoryMegabytes", memoryMegabytes, MOST_MEGABYTES, errors);
        range("groups", groups == null ? null : groups.longValue(), MOST, errors);
        if (vcpus != null
                && (vcpus.signum() < 0
                        || vcpus.compareTo(BigDecimal.valueOf(MOST)) > 0
                        || vcpus.stripTrailingZeros().scale() > MOST_DECIMALS)) {
            errors.add(new FieldError(
                    "vcpus", "must be from 0 to " + MOST + ", with at most " + MOST_DECIMALS + " decimals"));
        }
        return errors;
    }

    private static void range(String field, @Nullable Long value, long most, List<FieldError> errors) {
        if (value != null && (value < 0 || value > most)) {
            errors.add(new FieldError(field, "must be from 0 to " + most));
        }
    }
}
