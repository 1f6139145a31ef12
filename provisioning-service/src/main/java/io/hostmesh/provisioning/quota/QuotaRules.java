package io.hostmesh.provisioning.quota;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What fits into a quota. Each kind is looked at for itself; what is not asked for more of is never a reason to refuse. */
final class QuotaRules {

    private QuotaRules() {}

    /** In words, everything that would be too much, or null where all of it fits. */
    static @Nullable String excess(Amounts limits, Amounts used, Amounts asked) {
        List<String> excess = new ArrayList<>();
        tell("servers", limits.servers(), used.servers(), asked.servers(), excess);
        if (asked.vcpus().signum() > 0 && used.vcpus().add(asked.vcpus()).compareTo(limits.vcpus()) > 0) {
            excess.add(words("vCPUs", plain(limits.vcpus()), plain(used.vcpus()), plain(asked.vcpus())));
        }
        tell("MB of memory", limits.memoryMegabytes(), used.memoryMegabytes(), asked.memoryMegabytes(), excess);
        tell("groups", limits.groups(), used.groups(), asked.groups(), excess);
        return excess.isEmpty() ? null : String.join("; ", excess);
    }

    private static void tell(String unit, long limit, long used, long asked, List<String> excess) {
        if (asked > 0 && used + asked > limit) {
            excess.add(words(unit, Long.toString(limit), Long.toString(used), Long.toString(asked)));
        }
    }

    private static String words(String unit, String limit, String used, String asked) {
        return "the account may have " + limit + " " + unit + ", has " + used + " and asks for " + asked + " more";
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    /** How many times that amount fits, at most {@code most}. */
    static int fitting(Amounts limits, Amounts used, Amounts each, int most) {
        long fitting = most;
        fitting = Math.min(fitting, times(limits.servers() - used.servers(), each.servers()));
        fitting = Math.min(fitting, times(limits.memoryMegabytes() - used.memoryMegabytes(), each.memoryMegabytes()));
        fitting = Math.min(fitting, times(limits.groups() - used.groups(), each.groups()));
        if (each.vcpus().signum() > 0) {
            BigDecimal room = limits.vcpus().subtract(used.vcpus()).max(BigDecimal.ZERO);
            BigDecimal times = room.divide(each.vcpus(), 0, RoundingMode.DOWN);
            fitting = times.compareTo(BigDecimal.valueOf(fitting)) < 0 ? times.longValueExact() : fitting;
        }
        return (int) fitting;
    }

    private static long times(long room, long each) {
        return each <= 0 ? Long.MAX_VALUE : Math.max(0, room) / each;
    }
}
