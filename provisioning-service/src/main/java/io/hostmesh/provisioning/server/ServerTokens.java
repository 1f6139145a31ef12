package io.hostmesh.provisioning.server;

import io.quarkus.runtime.Startup;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.util.KeyUtils;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/**
 * Signs the tokens by which servers speak for themselves. A token has no end of its own: it is void when its server is. None
 * is kept here.
 */
@Startup
@ApplicationScoped
class ServerTokens {

    private static final String ISSUER = "hostmesh-provisioning";

    private final PrivateKey key;
    private final Clock clock;

    ServerTokens(@ConfigProperty(name = "hostmesh.server-token.private-key") Path pem, Clock clock) {
        this.clock = clock;
        try {
            this.key = KeyUtils.decodePrivateKey(Files.readString(pem), SignatureAlgorithm.ES256);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "expected a private key for servers' tokens (PEM, EC P-256) in " + pem
                            + "; set HOSTMESH_SERVER_TOKEN_PRIVATE_KEY",
                    e);
        }
    }

    String mint(ServerDescription server) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setSubject(server.id());
        claims.setIssuedAt(NumericDate.fromMilliseconds(clock.millis()));
        claims.setStringClaim("account", server.accountId());
        if (server.groupId() != null) {
            claims.setStringClaim("group", server.groupId());
        }
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        signature.setKey(key);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("could not sign the token of " + server.id(), e);
        }
    }
}
