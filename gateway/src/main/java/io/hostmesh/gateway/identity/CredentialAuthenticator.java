package io.hostmesh.gateway.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hostmesh.gateway.account.Accounts;
import io.hostmesh.gateway.key.ApiKeys;
import io.hostmesh.kit.identity.Authenticator;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.problem.ProblemException;
import io.hostmesh.kit.problem.Problems;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Believes API keys and servers' own tokens: nothing else, and in particular not the gateway's internal tokens, which are
 * for the services alone. They come as a bearer's token, or as the password of any user for clients that know no other way.
 */
@ApplicationScoped
class CredentialAuthenticator implements Authenticator {

    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";
    private static final String API_KEY = "hmk_";

    private final ApiKeys keys;
    private final ServerTokens serverTokens;
    private final VoidServers voidServers;
    private final Accounts accounts;

    CredentialAuthenticator(ApiKeys keys, ServerTokens serverTokens, VoidServers voidServers, Accounts accounts) {
        this.keys = keys;
        this.serverTokens = serverTokens;
        this.voidServers = voidServers;
        this.accounts = accounts;
    }

    @Override
    public Uni<Caller> authenticate(@Nullable String authorization, @Nullable String actingFor) {
        String credential = credentialIn(authorization == null ? "" : authorization);
        if (credential.isEmpty()) {
            return Uni.createFrom()
                    .failure(Problems.unauthorized("Expected the header Authorization: Bearer with an API key."));
        }
        Uni<Optional<Caller>> found = credential.startsWith(API_KEY) ? keys.callerOf(credential) : server(credential);
        return found.flatMap(caller -> caller.isPresent()
                ? actingFor(caller.get(), actingFor)
                : Uni.createFrom().failure(refused()));
    }

    /** The key or token in the header, or an empty text where there is none in either way. */
    static String credentialIn(String authorization) {
        if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return authorization.substring(BEARER.length()).strip();
        }
        if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return "";
        }
        try {
            byte[] pair = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).strip());
            String userAndPassword = new String(pair, UTF_8);
            int end = userAndPassword.indexOf(':');
            return end < 0 ? "" : userAndPassword.substring(end + 1);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    private Uni<Optional<Caller>> server(String token) {
        Optional<Caller> caller = serverTokens.verify(token);
        if (caller.isEmpty()) {
            return Uni.createFrom().item(caller);
        }
        return voidServers.contains(caller.get().id()).map(gone -> gone ? Optional.empty() : caller);
    }

    private Uni<Caller> actingFor(Caller caller, @Nullable String accountId) {
        if (accountId == null || accountId.equals(caller.accountId())) {
            return Uni.createFrom().item(caller);
        }
        if (caller.kind() != Caller.Kind.ADMIN) {
            return Uni.createFrom()
                    .failure(Problems.forbidden(
                            "acting-not-allowed",
                            "Only the operator's key may act for an account by Hostmesh-Account."));
        }
        return accounts.exists(accountId).map(exists -> {
            if (!exists) {
                throw Problems.unprocessable(
                        "account-unknown", "There is no account with the id in the header Hostmesh-Account.");
            }
            return new Caller(caller.kind(), caller.id(), accountId, null, null);
        });
    }

    /** One answer for a key that never was, a wrong secret, a revoked key and a server that is gone. */
    private static ProblemException refused() {
        return Problems.unauthorized("The API key or token is not valid, or not any more.");
    }
}
