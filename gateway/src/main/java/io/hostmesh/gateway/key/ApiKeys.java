package io.hostmesh.gateway.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.kit.transaction.Transactions;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Who holds an API key. Keys are remembered, so that a call costs no query; a revocation is forgotten here at once and on
 * every other instance with its next look at what was revoked of late.
 */
@ApplicationScoped
public class ApiKeys {

    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final Duration REVOCATION_POLL = Duration.ofMillis(400);
    /** Longer than any transaction that revokes and than clocks differ: seeing a revocation twice does no harm. */
    private static final Duration REVOCATION_WINDOW = Duration.ofSeconds(90);

    private final Transactions transactions;
    private final ApiKeyStore store;
    private final Clock clock;
    private final Optional<AdminKey> admin;
    /** By key id; an empty value is a key that does not exist or is revoked. */
    private final Cache<String, Optional<Known>> known;

    ApiKeys(
            Transactions transactions,
            ApiKeyStore store,
            Clock clock,
            @ConfigProperty(name = "hostmesh.gateway.admin-key-hash") Optional<String> adminKeyHash,
            @ConfigProperty(name = "hostmesh.gateway.key-cache-size", defaultValue = "20000") int cacheSize) {
        this.transactions = transactions;
        this.store = store;
        this.clock = clock;
        this.admin = adminKeyHash.map(AdminKey::parse);
        this.known = Caffeine.newBuilder()
                .maximumSize(cacheSize)
                .expireAfterWrite(REMEMBERED)
                .build();
    }

    private record Known(SecretHash hash, Caller caller) {}

    void watchRevocations(@Observes StartupEvent started, Recurring recurring) {
        recurring.every("api-key-revocations", REVOCATION_POLL, this::forgetRevoked);
    }

    /** The holder of that key, or empty where the text is no valid key. */
    public Uni<Optional<Caller>> callerOf(String text) {
        Optional<ApiKeyText> parsed = ApiKeyText.parse(text);
        if (parsed.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        ApiKeyText key = parsed.get();
        if (admin.isPresent() && admin.get().isThat(key)) {
            return Uni.createFrom().item(Optional.of(admin.get().caller()));
        }
        return find(key.keyId()).map(found -> found.filter(one -> one.hash().matches(key.secretHash()))
                .map(Known::caller));
    }

    private Uni<Optional<Known>> find(String keyId) {
        Optional<Known> remembered = known.getIfPresent(keyId);
        if (remembered != null) {
            return Uni.createFrom().item(remembered);
        }
        return transactions
                .inTransaction(session -> store.find(session, keyId))
                .map(key -> key == null || key.revokedAt != null
                        ? Optional.<Known>empty()
                        : Optional.of(new Known(new SecretHash(key.secretHash), key.caller())))
                .invoke(found -> known.put(keyId, found));
    }

    void forget(String keyId) {
        known.invalidate(keyId);
    }

    private Uni<Void> forgetRevoked() {
        return transactions
                .inTransaction(
                        session -> store.revokedSince(session, clock.instant().minus(REVOCATION_WINDOW)))
                .invoke(revoked -> known.invalidateAll(revoked))
                .replaceWithVoid();
    }
}
