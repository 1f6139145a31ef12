package io.hostmesh.gateway.key;

import io.hostmesh.kit.page.PageRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The API keys in the database. */
@ApplicationScoped
class ApiKeyStore {

    Uni<Void> save(Mutiny.Session session, ApiKey key) {
        return session.persist(key);
    }

    /** The key, revoked or not, or null. */
    Uni<@Nullable ApiKey> find(Mutiny.Session session, String keyId) {
        return session.find(ApiKey.class, keyId);
    }

    /** The keys that are not revoked: of one account, or of all for null. */
    Uni<List<ApiKey>> page(Mutiny.Session session, @Nullable String accountId, PageRequest request) {
        String after = request.after();
        String ofAccount = accountId == null ? "" : " and accountId = :account";
        var query = session.createSelectionQuery(
                        "from ApiKey where revokedAt is null and keyId > :after" + ofAccount + " order by keyId",
                        ApiKey.class)
                .setParameter("after", after == null ? "" : after)
                .setMaxResults(request.queryLimit());
        if (accountId != null) {
            query.setParameter("account", accountId);
        }
        return query.getResultList();
    }

    Uni<List<String>> revokedSince(Mutiny.Session session, Instant since) {
        return session.createSelectionQuery("select keyId from ApiKey where revokedAt >= :since", String.class)
                .setParameter("since", since)
                .getResultList();
    }
}
