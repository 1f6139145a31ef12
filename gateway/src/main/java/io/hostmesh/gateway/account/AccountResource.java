package io.hostmesh.gateway.account;

import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.idempotency.Idempotency;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /v1/accounts}: the operator makes accounts; a customer sees its own. */
@Path("/v1/accounts")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "accounts")
public class AccountResource {

    private final CallerContext callers;
    private final Transactions transactions;
    private final AccountStore store;
    private final Idempotency idempotency;
    private final Ids ids;
    private final Clock clock;

    AccountResource(
            CallerContext callers,
            Transactions transactions,
            AccountStore store,
            Idempotency idempotency,
            Ids ids,
            Clock clock) {
        this.callers = callers;
        this.transactions = transactions;
        this.store = store;
        this.idempotency = idempotency;
        this.ids = ids;
        this.clock = clock;
    }

    /** What an account is made of. */
    public record NewAccount(@NotBlank @Size(max = 200) String name) {}

    /** An account as the API shows it. */
    public record AccountView(String id, String name, Instant createdAt) {

        static AccountView of(Account account) {
            return new AccountView(account.id, account.name, account.createdAt);
        }
    }

    @POST
    @Operation(summary = "Make an account (operator)")
    public Uni<Response> create(
            @NotNull @Valid NewAccount request, @Nullable @HeaderParam("Idempotency-Key") String idempotencyKey) {
        Caller caller = callers.caller();
        caller.requireAdmin();
        String fingerprint = idempotency.fingerprint("POST", "/v1/accounts", request);
        return transactions.inTransaction(
                session -> idempotency.once(session, caller, idempotencyKey, fingerprint, () -> {
                    Account account = new Account(
                            ids.next("acc"), request.name(), clock.instant().truncatedTo(ChronoUnit.MICROS));
                    return store.save(session, account)
                            .replaceWith(() -> new Reply(201, "/v1/accounts/" + account.id, AccountView.of(account)));
                }));
    }

    @GET
    @Operation(summary = "List the accounts: all for the operator, otherwise the caller's own")
    public Uni<Page<AccountView>> list(@BeanParam @Valid PageRequest page) {
        Caller caller = callers.caller();
        caller.refuseServers();
        String own = caller.accountId();
        if (own != null) {
            return visible(own, caller).map(account -> new Page<>(List.of(account), null));
        }
        return transactions
                .inTransaction(session -> store.page(session, page))
                .map(accounts -> Page.of(accounts, page, account -> account.id).map(AccountView::of));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Show an account")
    public Uni<AccountView> get(@PathParam("id") String id) {
        Caller caller = callers.caller();
        caller.refuseServers();
        return visible(id, caller);
    }

    private Uni<AccountView> visible(String id, Caller caller) {
        if (!caller.canSee(id)) {
            throw Problems.notFound("account", id);
        }
        return transactions.inTransaction(session -> store.find(session, id)).map(account -> {
            if (account == null) {
                throw Problems.notFound("account", id);
            }
            return AccountView.of(account);
        });
    }
}
