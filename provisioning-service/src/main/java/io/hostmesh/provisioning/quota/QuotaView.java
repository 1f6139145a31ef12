package io.hostmesh.provisioning.quota;

import java.math.BigDecimal;

/** What an account may have and what it has. */
record QuotaView(String account, AmountsView limits, AmountsView used, long version) {

    record AmountsView(int servers, BigDecimal vcpus, long memoryMegabytes, int groups) {

        static AmountsView of(Amounts amounts) {
            return new AmountsView(amounts.servers(), amounts.vcpus(), amounts.memoryMegabytes(), amounts.groups());
        }
    }

    static QuotaView of(String accountId, Quotas.Standing standing) {
        return new QuotaView(
                accountId, AmountsView.of(standing.limits()), AmountsView.of(standing.used()), standing.version());
    }
}
