package io.hostmesh.gateway.key;

import io.hostmesh.gateway.account.Accounts;
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
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /v1/api-keys}: the operator handles every account's keys, an account its own. */
@Path("/v1/api-keys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "api-keys")
public class ApiKeyResource {

    private final CallerContext callers;
    private final Transactions transactions;
    private final ApiKeyStore store;
    private final ApiKeys keys;
    private final Accounts accounts;
    private final Idempotency idempotency;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    ApiKeyResource(
            CallerContext callers,
            Transactions transactions,
            ApiKeyStore store,
            ApiKeys keys,
            Accounts accounts,
            Idempotency idempotency,
            Clock clock) {
        this.callers = callers;
        this.transactions = transactions;
        this.store = store;
        this.keys = keys;
        this.accounts = accounts;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /** What a key is made of; {@code account} is for the operator, who can name it in a header as well. */
    public record NewApiKey(
            @NotBlank @Size(max = 200) String name,
            @Nullable String account) {}

    /** A key as the API shows it. {@code key} is the whole key with its secret, in the answer that made it alone. */
    public record ApiKeyView(
            String id,
            String name,
            String account,
            Instant createdAt,
            @Nullable String key) {

        static ApiKeyView of(ApiKey key) {
            return new ApiKeyView(key.publicId(), key.name, key.accountId, key.createdAt, null);
        }

        ApiKeyView reveal(ApiKeyText text) {
            return new ApiKeyView(id, name, account, createdAt, text.reveal());
        }
    }

    @POST
    @Operation(
            summary = "Make an API key",
            description = "The secret is in the first answer alone: a repetition by Idempotency-Key has none.")
    public Uni<Response> create(
            @NotNull @Valid NewApiKey request, @Nullable @HeaderParam("Idempotency-Key") String idempotencyKey) {
        Caller caller = callers.caller();
        caller.refuseServers();
        String account = accountOf(request, caller);
        return accounts.exists(account).flatMap(exists -> {
            if (!exists) {
                throw Problems.unprocessable("account-unknown", "There is no account " + account + ".");
            }
            return create(request, account, caller, idempotencyKey);
        });
    }

    private Uni<Response> create(NewApiKey request, String account, Caller caller, @Nullable String idempotencyKey) {
        String fingerprint = idempotency.fingerprint("POST", "/v1/api-keys", request);
        AtomicReference<@Nullable ApiKeyView> made = new AtomicReference<>();
        return transactions
                .inTransaction(session -> {
                    made.set(null);
                    return idempotency.once(session, caller, idempotencyKey, fingerprint, () -> {
                        ApiKeyText text = ApiKeyText.generate(random);
                        ApiKey key = newKey(text, request.name(), account);
                        made.set(ApiKeyView.of(key).reveal(text));
                        return store.save(session, key)
                                .replaceWith(
                                        () -> new Reply(201, "/v1/api-keys/" + key.publicId(), ApiKeyView.of(key)));
                    });
                })
                // The kept reply has no secret: it is added on the way out, the one time that the key was made.
                .map(response -> {
                    ApiKeyView revealed = made.get();
                    return revealed == null
                            ? response
                            : Response.fromResponse(response).entity(revealed).build();
                });
    }

    private ApiKey newKey(ApiKeyText text, String name, String account) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return new ApiKey(text.keyId(), account, name, text.secretHash(), now);
    }

    @GET
    @Operation(summary = "List the API keys that are not revoked")
    public Uni<Page<ApiKeyView>> list(@BeanParam @Valid PageRequest page) {
        Caller caller = callers.caller();
        caller.refuseServers();
        return transactions
                .inTransaction(session -> store.page(session, caller.accountId(), page))
                .map(found -> Page.of(found, page, key -> key.keyId).map(ApiKeyView::of));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Revoke an API key, at once")
    public Uni<Response> revoke(@PathParam("id") String id) {
        Caller caller = callers.caller();
        caller.refuseServers();
        if (!id.startsWith(ApiKey.ID_PREFIX)) {
            throw Problems.notFound("api key", id);
        }
        String keyId = id.substring(ApiKey.ID_PREFIX.length());
        return transactions
                .inTransaction(session -> store.find(session, keyId).invoke(key -> {
                    if (key == null || key.revokedAt != null || !caller.canSee(key.accountId)) {
                        throw Problems.notFound("api key", id);
                    }
                    key.revokedAt = clock.instant();
                }))
                .invoke(() -> keys.forget(keyId))
                .replaceWith(() -> Response.noContent().build());
    }

    private static String accountOf(NewApiKey request, Caller caller) {
        String named = request.account();
        if (named == null) {
            return caller.requireAccount();
        }
        if (!caller.canSee(named)) {
            throw Problems.unprocessable("account-unknown", "There is no account " + named + ".");
        }
        return named;
    }
}
