package io.hostmesh.provisioning.sshkey;

import io.hostmesh.kit.event.Failures;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.idempotency.Idempotency;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.label.Conditions;
import io.hostmesh.provisioning.label.Labels;
import io.hostmesh.provisioning.label.Selector;
import io.hostmesh.provisioning.quota.Quotas;
import io.hostmesh.provisioning.refusal.Refusal;
import io.hostmesh.provisioning.sshkey.SshKeyRequests.ChangeKey;
import io.hostmesh.provisioning.sshkey.SshKeyRequests.CreateKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What customers ask of their SSH keys: one transaction for each request. */
@ApplicationScoped
class SshKeyHandler {

    private final Transactions transactions;
    private final Idempotency idempotency;
    private final Quotas quotas;
    private final Ids ids;
    private final Clock clock;
    private final int mostPerAccount;

    SshKeyHandler(
            Transactions transactions,
            Idempotency idempotency,
            Quotas quotas,
            Ids ids,
            Clock clock,
            @ConfigProperty(name = "hostmesh.ssh-keys.most-per-account") int mostPerAccount) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.quotas = quotas;
        this.ids = ids;
        this.clock = clock;
        this.mostPerAccount = mostPerAccount;
    }

    /** What a list of keys is narrowed by; nulls do not narrow. */
    record Filter(
            @Nullable String accountId,
            @Nullable String name,
            @Nullable String fingerprint,
            Selector labels) {}

    Uni<Response> create(Caller caller, @Nullable String idempotencyKey, CreateKey request) {
        String accountId = caller.requireAccount();
        List<FieldError> errors = request.errors();
        PublicKey key = errors.isEmpty() ? PublicKey.read("publicKey", request.publicKey(), errors) : null;
        if (key == null || request.name() == null) {
            throw Problems.invalid(errors);
        }
        SshKeyRow row = new SshKeyRow(ids.next("ssh"), accountId);
        row.name = request.name();
        row.publicKey = key.line();
        row.fingerprint = key.fingerprint();
        row.labels = Labels.of(request.labels()).json();
        row.createdAt = clock.instant();
        row.version = 1;
        String fingerprint = idempotency.fingerprint("POST", "/v1/ssh-keys", request);
        return transactions.inTransaction(
                session -> idempotency.once(session, caller, idempotencyKey, fingerprint, () -> insert(session, row)));
    }

    /** The statement that inserts decides, so that of two requests at once one is refused. */
    private Uni<Reply> insert(Mutiny.Session session, SshKeyRow row) {
        return quotas.serialize(session, row.accountId)
                .chain(() -> refuseTooMany(session, row.accountId))
                .chain(() -> session.createNativeQuery("insert into ssh_keys (id, account_id, name, public_key,"
                                + " fingerprint, labels, created_at, version) values (:id, :account, :name, :key,"
                                + " :fingerprint, :labels, :now, 1) on conflict do nothing")
                        .setParameter("id", row.id)
                        .setParameter("account", row.accountId)
                        .setParameter("name", row.name)
                        .setParameter("key", row.publicKey)
                        .setParameter("fingerprint", row.fingerprint)
                        .setParameter("labels", row.labels)
                        .setParameter("now", row.createdAt)
                        .executeUpdate())
                .chain(inserted -> inserted == 1 ? Uni.createFrom().voidItem() : refuseTwin(session, row))
                .replaceWith(() -> new Reply(201, "/v1/ssh-keys/" + row.id, SshKeyView.of(row)));
    }

    private Uni<Void> refuseTooMany(Mutiny.Session session, String accountId) {
        return session.createQuery("select count(*) from SshKeyRow where accountId = :account", Long.class)
                .setParameter("account", accountId)
                .getSingleResult()
                .invoke(count -> {
                    if (count >= mostPerAccount) {
                        throw Problems.refusal(
                                Refusal.TOO_MANY_SSH_KEYS,
                                "An account has at most " + mostPerAccount + " SSH keys; delete one first.");
                    }
                })
                .replaceWithVoid();
    }

    private static Uni<Void> refuseTwin(Mutiny.Session session, SshKeyRow row) {
        return session.createQuery(
                        "from SshKeyRow where accountId = :account and fingerprint = :fingerprint", SshKeyRow.class)
                .setParameter("account", row.accountId)
                .setParameter("fingerprint", row.fingerprint)
                .getSingleResultOrNull()
                .invoke(twin -> {
                    if (twin != null) {
                        throw Problems.refusal(
                                Refusal.SSH_KEY_EXISTS,
                                "The account has that key already: " + twin.id + ", " + twin.name + ".");
                    }
                    throw nameTaken(row.name);
                })
                .replaceWithVoid();
    }

    private static RuntimeException nameTaken(String name) {
        return Problems.refusal(Refusal.NAME_TAKEN, "The account has another SSH key with the name " + name + ".");
    }

    Uni<Page<SshKeyView>> list(Filter filter, PageRequest page) {
        return transactions
                .inTransaction(session -> new Conditions("true")
                        .equal("account_id", filter.accountId())
                        .equal("name", filter.name())
                        .equal("fingerprint", filter.fingerprint())
                        .matching(filter.labels())
                        .rows(session, "ssh_keys", SshKeyRow.class, page))
                .map(rows -> Page.of(rows, page, row -> row.id).map(SshKeyView::of));
    }

    Uni<SshKeyView> get(Caller caller, String id) {
        return transactions.inTransaction(session ->
                visible(session.find(SshKeyRow.class, id), caller, id).map(SshKeyView::of));
    }

    Uni<SshKeyView> change(Caller caller, String id, @Nullable String ifMatch, ChangeKey request) {
        List<FieldError> errors = request.errors();
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        return transactions.inTransaction(session -> lock(session, caller, id)
                .invoke(row -> EntityTags.requireMatch(ifMatch, row.version))
                .chain(row -> {
                    SshKeyView before = SshKeyView.of(row);
                    return rename(session, row, request.name()).replaceWith(() -> {
                        if (request.labels() != null) {
                            row.labels = Labels.of(request.labels()).json();
                        }
                        row.version += SshKeyView.of(row).equals(before) ? 0 : 1;
                        return SshKeyView.of(row);
                    });
                }));
    }

    /** Of two at once the later one waits, and fails by the unique key. */
    private static Uni<Void> rename(Mutiny.Session session, SshKeyRow row, @Nullable String name) {
        if (name == null || name.equals(row.name)) {
            return Uni.createFrom().voidItem();
        }
        return session.createQuery(
                        "select count(*) from SshKeyRow where accountId = :account and name = :name", Long.class)
                .setParameter("account", row.accountId)
                .setParameter("name", name)
                .getSingleResult()
                .invoke(others -> {
                    if (others > 0) {
                        throw nameTaken(name);
                    }
                    row.name = name;
                })
                .chain(() -> session.flush().onFailure(Failures::isDuplicate).transform(failure -> nameTaken(name)));
    }

    Uni<Void> delete(Caller caller, String id, @Nullable String ifMatch) {
        return transactions.inTransaction(session -> lock(session, caller, id)
                .invoke(row -> EntityTags.requireMatch(ifMatch, row.version))
                .chain(session::remove));
    }

    private static Uni<SshKeyRow> lock(Mutiny.Session session, Caller caller, String id) {
        return visible(session.find(SshKeyRow.class, id, LockModeType.PESSIMISTIC_WRITE), caller, id);
    }

    private static Uni<SshKeyRow> visible(Uni<@Nullable SshKeyRow> found, Caller caller, String id) {
        return found.map(row -> {
            if (row == null || !caller.canSee(row.accountId)) {
                throw Problems.notFound("SSH key", id);
            }
            return row;
        });
    }
}
