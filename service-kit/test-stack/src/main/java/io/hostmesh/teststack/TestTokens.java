package io.hostmesh.teststack;

import io.hostmesh.kit.identity.Caller;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Internal tokens as the gateway signs them, ready for the header {@code Authorization}. */
public final class TestTokens {

    private static final Duration LIFETIME = Duration.ofHours(1);

    private TestTokens() {}

    /** A customer's API key of that account. */
    public static String account(String accountId) {
        return of(new Caller(Caller.Kind.ACCOUNT, "hmk_test", accountId, null, null));
    }

    /** An administrator who acts for the operator. */
    public static String admin() {
        return of(new Caller(Caller.Kind.ADMIN, "hmk_admin", null, null, null));
    }

    /** An administrator who acts for that account. */
    public static String adminFor(String accountId) {
        return of(new Caller(Caller.Kind.ADMIN, "hmk_admin", accountId, null, null));
    }

    /** A server that speaks for itself. */
    public static String server(String serverId, String accountId, @Nullable String groupId) {
        return of(new Caller(Caller.Kind.SERVER, serverId, accountId, serverId, groupId));
    }

    public static String of(Caller caller) {
        return sign(caller, LIFETIME, TestKeys.readPrivate(TestFolder.identityPrivateKey()));
    }

    /** A token whose time is over. */
    public static String expired(String accountId) {
        return sign(
                new Caller(Caller.Kind.ACCOUNT, "hmk_test", accountId, null, null),
                LIFETIME.negated(),
                TestKeys.readPrivate(TestFolder.identityPrivateKey()));
    }

    private static String sign(Caller caller, Duration lifetime, PrivateKey key) {
        JwtClaimsBuilder claims = Jwt.issuer("hostmesh-gateway")
                .audience("hostmesh")
                .subject(caller.id())
                .expiresAt(System.currentTimeMillis() / 1000 + lifetime.toSeconds())
                .claim("kind", caller.kind().name().toLowerCase(Locale.ROOT));
        putIfPresent(claims, "account", caller.accountId());
        putIfPresent(claims, "server", caller.serverId());
        putIfPresent(claims, "group", caller.groupId());
        return "Bearer " + claims.jws().algorithm(SignatureAlgorithm.ES256).sign(key);
    }

    private static void putIfPresent(JwtClaimsBuilder claims, String name, @Nullable String value) {
        if (value != null) {
            claims.claim(name, value);
        }
    }
}
