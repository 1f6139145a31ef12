package io.hostmesh.gateway.limit;

import io.github.bucket4j.TimeMeter;
import io.hostmesh.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * How many calls each caller may make. An account's keys share one bucket; a server's pushes of metrics have one of their
 * own, so that nothing else it does silences them.
 */
@ApplicationScoped
public class Limits {

    private final Buckets accounts;
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
        admins = new Buckets("admin", settings.admin(), maxCallers, time);
        servers = new Buckets("server", settings.server(), maxCallers, time);
        metrics = new Buckets("metrics", settings.metrics(), maxCallers, time);
        refused = new Buckets("refused", settings.refused(), maxCallers, time);
    }

    /** Takes one call out of the caller's bucket. */
    public Allowance take(Caller caller, boolean pushOfMetrics) {
        return switch (caller.kind()) {
            case ADMIN -> admins.take(caller.id());
            case ACCOUNT -> accounts.take(caller.requireAccount());
            case SERVER -> (pushOfMetrics ? metrics : servers).take(caller.id());
        };
    }

    /** Counts a credential that was refused; when that address has had too many, guessing is slowed down. */
    public Allowance takeRefused(String remoteAddress) {
        return refused.take(remoteAddress);
    }
}
