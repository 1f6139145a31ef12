package io.hostmesh.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hostmesh.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that tell the services who calls. One is made for each caller, signed by the gateway's own key, and used until
 * half of its life is over, so that a service always has at least the other half to look at it.
 */
@ApplicationScoped
public class InternalTokens {

    static final String ISSUER = "hostmesh-gateway";
    static final String AUDIENCE = "hostmesh";
    static final Duration LIFE = Duration.ofSeconds(60);

    private static final long MAX_REMEMBERED = 100_000;

    private final PrivateKey key;
    private final Clock clock;
    private final Cache<Caller, Minted> minted = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(LIFE)
            .build();

    @Inject
    InternalTokens(@ConfigProperty(name = "hostmesh.gateway.identity.private-key") Path privateKey, Clock clock) {
        this(PemKeys.privateKey(privateKey), clock);
    }

    InternalTokens(PrivateKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    private record Minted(String token, Instant renewAt) {}

    /** A token for that caller, valid for at least half a minute. */
    public String tokenFor(Caller caller) {
        Instant now = clock.instant();
        Minted remembered = minted.getIfPresent(caller);
        if (remembered != null && now.isBefore(remembered.renewAt())) {
            return remembered.token();
        }
        Minted fresh = new Minted(mint(caller, now), now.plus(LIFE.dividedBy(2)));
        minted.put(caller, fresh);
        return fresh.token();
    }

    private String mint(Caller caller, Instant now) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience(AUDIENCE);
        claims.setSubject(caller.id());
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(now.plus(LIFE).getEpochSecond()));
        claims.setClaim("kind", caller.kind().name().toLowerCase(Locale.ROOT));
        putIfPresent(claims, "account", caller.accountId());
        putIfPresent(claims, "server", caller.serverId());
        putIfPresent(claims, "group", caller.groupId());
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        signature.setHeader("typ", "JWT");
        signature.setKey(key);
        signature.setPayload(claims.toJson());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("expected the internal identity key to sign ES256", e);
        }
    }

    private static void putIfPresent(JwtClaims claims, String name, @Nullable String value) {
        if (value != null) {
            claims.setClaim(name, value);
        }
    }
}
