package io.hostmesh.gateway.account;

import io.hostmesh.kit.page.PageRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The accounts in the database. */
@ApplicationScoped
class AccountStore {

    Uni<Void> save(Mutiny.Session session, Account account) {
        return session.persist(account);
    }

    /** The account, or null. */
    Uni<@Nullable Account> find(Mutiny.Session session, String accountId) {
        return session.find(Account.class, accountId);
    }

    Uni<List<Account>> page(Mutiny.Session session, PageRequest request) {
        String after = request.after();
        return session.createSelectionQuery("from Account where id > :after order by id", Account.class)
                .setParameter("after", after == null ? "" : after)
                .setMaxResults(request.queryLimit())
                .getResultList();
    }
}
