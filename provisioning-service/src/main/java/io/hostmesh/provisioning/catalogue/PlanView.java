package io.hostmesh.provisioning.catalogue;

import io.hostmesh.contracts.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A plan as the API shows it.
 *
 * @param version which one new servers get; the next two are of that version
 * @param pricePerHour absent as long as billing has published none; servers are billed to the second
 * @param state {@code active}, or {@code retired} for one that takes no new servers
 * @param scarce there are only so many machines for it
 * @param units how many in each location, for operators only
 */
record PlanView(
        String id,
        int version,
        BigDecimal vcpus,
        int memoryMegabytes,
        @Nullable Money pricePerHour,
        String state,
        @Nullable Instant retiredAt,
        boolean scarce,
        @Nullable Map<String, Integer> units) {

    /** A version of a plan as the API shows it. */
    record VersionView(
            String plan, int version, BigDecimal vcpus, int memoryMegabytes, Instant publishedAt, boolean current) {}
}
