package io.hostmesh.provisioning.quota;

import java.math.BigDecimal;

/**
 * How much of everything that quotas are about. Servers and groups count in any state but deleted, with the plans that they were
 * made with.
 */
public record Amounts(int servers, BigDecimal vcpus, long memoryMegabytes, int groups) {

    public static final Amounts NONE = new Amounts(0, BigDecimal.ZERO, 0, 0);
    public static final Amounts ONE_SERVER = new Amounts(1, BigDecimal.ZERO, 0, 0);
    public static final Amounts ONE_GROUP = new Amounts(0, BigDecimal.ZERO, 0, 1);

    /** That many servers of a plan. */
    public static Amounts servers(int count, BigDecimal vcpusEach, int memoryMegabytesEach) {
        return new Amounts(count, vcpusEach.multiply(BigDecimal.valueOf(count)), (long) memoryMegabytesEach * count, 0);
    }

    public Amounts plus(Amounts other) {
        return new Amounts(
                servers + other.servers,
                vcpus.add(other.vcpus),
                memoryMegabytes + other.memoryMegabytes,
                groups + other.groups);
    }

    Amounts times(int count) {
        return new Amounts(
                servers * count, vcpus.multiply(BigDecimal.valueOf(count)), memoryMegabytes * count, groups * count);
    }
}
