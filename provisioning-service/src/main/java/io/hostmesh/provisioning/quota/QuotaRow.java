package io.hostmesh.provisioning.quota;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an operator set for an account; nulls stand for the installation's limits. It is locked while use is counted. */
@Entity
@Table(name = "quotas")
class QuotaRow {

    @Id
    @Column(name = "account_id")
    String accountId;

    @Nullable
    Integer servers;

    @Nullable
    BigDecimal vcpus;

    @Column(name = "memory_megabytes")
    @Nullable
    Long memoryMegabytes;

    @Column(name = "server_groups")
    @Nullable
    Integer groups;

    long version;

    @SuppressWarnings("NullAway.Init")
    protected QuotaRow() {}

    /** True if something is different now. */
    boolean set(QuotaRequest request) {
        boolean same = Objects.equals(servers, request.servers())
                && isSame(vcpus, request.vcpus())
                && Objects.equals(memoryMegabytes, request.memoryMegabytes())
                && Objects.equals(groups, request.groups());
        servers = request.servers();
        vcpus = request.vcpus();
        memoryMegabytes = request.memoryMegabytes();
        groups = request.groups();
        return !same;
    }

    private static boolean isSame(@Nullable BigDecimal one, @Nullable BigDecimal other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return one.compareTo(other) == 0;
    }

    Amounts limits(Amounts otherwise) {
        return new Amounts(
                servers == null ? otherwise.servers() : servers,
                vcpus == null ? otherwise.vcpus() : vcpus,
                memoryMegabytes == null ? otherwise.memoryMegabytes() : memoryMegabytes,
                groups == null ? otherwise.groups() : groups);
    }
}
