package io.hostmesh.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.kit.transaction.Transactions;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Which servers are gone. What was asked is remembered; an instance that did not see the event itself learns of it by
 * looking, twice a second, at who went of late.
 */
@ApplicationScoped
class VoidServers {

    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(400);
    /** Longer than any transaction of the consumer and than clocks differ: hearing it twice does no harm. */
    private static final Duration WINDOW = Duration.ofSeconds(90);

    private final Transactions transactions;
    private final Clock clock;
    private final Cache<String, Boolean> gone;

    VoidServers(
            Transactions transactions,
            Clock clock,
            @ConfigProperty(name = "hostmesh.gateway.server-token.cache-size", defaultValue = "100000") int cacheSize) {
        this.transactions = transactions;
        this.clock = clock;
        this.gone = Caffeine.newBuilder()
                .maximumSize(cacheSize)
                .expireAfterWrite(REMEMBERED)
                .build();
    }

    void watch(@Observes StartupEvent started, Recurring recurring) {
        recurring.every("void-servers", POLL, this::learn);
    }

    Uni<Boolean> contains(String serverId) {
        Boolean remembered = gone.getIfPresent(serverId);
        if (remembered != null) {
            return Uni.createFrom().item(remembered);
        }
        return transactions
                .inTransaction(session -> session.find(VoidServer.class, serverId))
                .map(found -> found != null)
                .invoke(isGone -> gone.put(serverId, isGone));
    }

    /** Adds a server in the transaction of the event that says so; adding it again does nothing. */
    Uni<Void> add(Mutiny.Session session, String serverId, String because) {
        return session.createNativeQuery("insert into void_server (server_id, because, voided_at)"
                        + " values (:server, :because, :now) on conflict do nothing")
                .setParameter("server", serverId)
                .setParameter("because", because)
                .setParameter("now", clock.instant())
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Gives a server its voice back if that was why it had none; other instances notice within a minute. */
    Uni<Void> remove(Mutiny.Session session, String serverId, String because) {
        return session.createNativeQuery("delete from void_server where server_id = :server and because = :because")
                .setParameter("server", serverId)
                .setParameter("because", because)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Makes the next look at that server a fresh one. */
    void forget(String serverId) {
        gone.invalidate(serverId);
    }

    private Uni<Void> learn() {
        Instant since = clock.instant().minus(WINDOW);
        return transactions
                .inTransaction(session -> session.createSelectionQuery(
                                "select serverId from VoidServer where voidedAt >= :since", String.class)
                        .setParameter("since", since)
                        .getResultList())
                .invoke(servers -> servers.forEach(server -> gone.put(server, true)))
                .replaceWithVoid();
    }
}
