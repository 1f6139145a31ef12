package io.hostmesh.gateway.limit;

import io.github.bucket4j.TimeMeter;
import io.hostmesh.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * How many calls each caller may make. An account's keys share one bucket. What machines report has buckets of its own, of
 * accounts and of servers, so that neither takes anything from what else they do, or is silenced by it.
 */
@ApplicationScoped
public class Limits {

    private final Buckets accounts;
    private final Buckets deliveries;
    private final Buckets admins;
    private final Buckets servers;
    private final Buckets metrics;
    private final Buckets refused;

    @Inject
    Limits(LimitSettings settings) {
        this(settings, TimeMeter.SYSTEM_NANOTIME);
    }

    Limits(LimitSettings settings, TimeMeter time) {
        int maxCallers = settings.maxCallers();
        accounts = new Buckets("account", settings.account(), maxCallers, time);
        deliveries = new Buckets("deliveries", settings.deliveries(), maxCallers, time);
        admins = new Buckets("admin", settings.admin(), maxCallers, time);
        servers = new Buckets("server", settings.server(), maxCallers, time);
        metrics = new Buckets("metrics", settings.metrics(), maxCallers, time);
        refused = new Buckets("refused", settings.refused(), maxCallers, time);
    }

    /**
     * Takes one call out of the caller's bucket.
     *
     * @param delivery whether a machine reports what it sees
     */
    public Allowance take(Caller caller, boolean delivery) {
        return switch (caller.kind()) {
            case ADMIN -> admins.take(caller.id());
            case ACCOUNT -> (delivery ? deliveries : accounts).take(caller.requireAccount());
            case SERVER -> (delivery ? metrics : servers).take(caller.id());
        };
    }

    /** Counts a credential that was refused; when that address has had too many, guessing is slowed down. */
    public Allowance takeRefused(String remoteAddress) {
        return refused.take(remoteAddress);
    }
}
