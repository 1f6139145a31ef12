package io.hostmesh.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hostmesh.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/**
 * The tokens by which servers speak for themselves: signed by provisioning, without an expiry. Whether the server is still
 * there is not in the token: see {@link VoidServers}. A token that was found good is remembered by its hash, so that a push
 * of metrics costs no signature.
 */
@ApplicationScoped
class ServerTokens {

    private static final String ISSUER = "hostmesh-provisioning";
    private static final int MAX_LENGTH = 4096;

    private final JwtConsumer consumer;
    private final Cache<String, Caller> verified;

    @Inject
    ServerTokens(
            @ConfigProperty(name = "hostmesh.gateway.server-token.public-key") Path publicKey,
            @ConfigProperty(name = "hostmesh.gateway.server-token.cache-size", defaultValue = "100000") int cacheSize) {
        this(PemKeys.publicKey(publicKey), cacheSize);
    }

    ServerTokens(PublicKey publicKey, int cacheSize) {
        this.consumer = new JwtConsumerBuilder()
                .setVerificationKey(publicKey)
                .setJwsAlgorithmConstraints(
                        ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256)
                .setExpectedIssuer(ISSUER)
                .setRequireSubject()
                .setSkipDefaultAudienceValidation()
                .build();
        this.verified = Caffeine.newBuilder().maximumSize(cacheSize).build();
    }

    /** The server that token was made for, or empty where it is none of provisioning's. */
    Optional<Caller> verify(String token) {
        if (token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String hash = sha256(token);
        Caller remembered = verified.getIfPresent(hash);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        try {
            Caller caller = caller(consumer.processToClaims(token));
            verified.put(hash, caller);
            return Optional.of(caller);
        } catch (InvalidJwtException | MalformedClaimException e) {
            return Optional.empty();
        }
    }

    private static Caller caller(JwtClaims claims) throws MalformedClaimException {
        String serverId = claims.getSubject();
        String account = claims.getStringClaimValue("account");
        if (account == null) {
            throw new MalformedClaimException("expected the claim account");
        }
        return new Caller(Caller.Kind.SERVER, serverId, account, serverId, claims.getStringClaimValue("group"));
    }

    private static String sha256(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
