package io.hostmesh.gateway.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.kit.identity.Caller;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

class TokensTest {

    private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");

    private final KeyPair keys = newKeys();
    private final MovingClock clock = new MovingClock();
    private final InternalTokens internal = new InternalTokens(keys.getPrivate(), clock);

    @Test
    void shouldMintATokenThatNamesTheCaller() throws Exception {
        Caller caller = new Caller(Caller.Kind.SERVER, "srv_1", "acc_1", "srv_1", "grp_1");
        JwtClaims claims = new JwtConsumerBuilder()
                .setVerificationKey(keys.getPublic())
                .setExpectedIssuer("hostmesh-gateway")
                .setExpectedAudience("hostmesh")
                .setRequireExpirationTime()
                .setEvaluationTime(NumericDate.fromSeconds(START.getEpochSecond()))
                .build()
                .processToClaims(internal.tokenFor(caller));
        assertEquals("srv_1", claims.getSubject());
        assertEquals("server", claims.getStringClaimValue("kind"));
        assertEquals("acc_1", claims.getStringClaimValue("account"));
        assertEquals("srv_1", claims.getStringClaimValue("server"));
        assertEquals("grp_1", claims.getStringClaimValue("group"));
        assertEquals(
                START.plusSeconds(60).getEpochSecond(),
                claims.getExpirationTime().getValue());
    }

    @Test
    void shouldRenewATokenAtHalfItsLife() {
        Caller caller = new Caller(Caller.Kind.ADMIN, "key_1", null, null, null);
        String first = internal.tokenFor(caller);
        clock.advance(Duration.ofSeconds(29));
        assertEquals(first, internal.tokenFor(caller));
        clock.advance(Duration.ofSeconds(1));
        assertNotEquals(first, internal.tokenFor(caller));
        Caller acting = new Caller(Caller.Kind.ADMIN, "key_1", "acc_1", null, null);
        assertNotEquals(internal.tokenFor(caller), internal.tokenFor(acting));
    }

    @Test
    void shouldBelieveServersTokensOfProvisioningAlone() {
        ServerTokens tokens = new ServerTokens(keys.getPublic(), 10);
        String good = token(keys.getPrivate(), "hostmesh-provisioning", "acc_1");
        Optional<Caller> caller = Optional.of(new Caller(Caller.Kind.SERVER, "srv_1", "acc_1", "srv_1", "grp_1"));
        assertEquals(caller, tokens.verify(good));
        assertEquals(caller, tokens.verify(good));
        assertTrue(tokens.verify(token(newKeys().getPrivate(), "hostmesh-provisioning", "acc_1"))
                .isEmpty());
        assertTrue(tokens.verify(token(keys.getPrivate(), "hostmesh-gateway", "acc_1"))
                .isEmpty());
        assertTrue(tokens.verify(good + "x").isEmpty());
        assertTrue(tokens.verify("no token").isEmpty());
        assertTrue(tokens.verify("a".repeat(10_000)).isEmpty());
    }

    @Test
    void shouldKeepServersWithinTheirScope() {
        Caller server = new Caller(Caller.Kind.SERVER, "srv_1", "acc_1", "srv_1", "grp_1");
        assertTrue(ServerScope.permits(server, "POST", "/v1/metrics"));
        assertTrue(ServerScope.permits(server, "POST", "/v1/metrics/write"));
        assertTrue(ServerScope.permits(server, "POST", "/v1/tickets"));
        assertTrue(ServerScope.permits(server, "POST", "/v1/groups/grp_1/actions"));
        assertFalse(ServerScope.permits(server, "POST", "/v1/groups/grp_2/actions"));
        assertFalse(ServerScope.permits(server, "POST", "/v1/metrics/"));
        assertFalse(ServerScope.permits(server, "GET", "/v1/metrics/query"));
        assertFalse(ServerScope.permits(server, "GET", "/v1/tickets"));
        assertFalse(ServerScope.permits(server, "DELETE", "/v1/servers/srv_1"));
        Caller alone = new Caller(Caller.Kind.SERVER, "srv_2", "acc_1", "srv_2", null);
        assertFalse(ServerScope.permits(alone, "POST", "/v1/groups/null/actions"));
        Caller account = new Caller(Caller.Kind.ACCOUNT, "key_1", "acc_1", null, null);
        assertTrue(ServerScope.permits(account, "DELETE", "/v1/servers/srv_1"));
    }

    private static String token(PrivateKey key, String issuer, String account) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setSubject("srv_1");
        claims.setClaim("account", account);
        claims.setClaim("group", "grp_1");
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        signature.setKey(key);
        signature.setPayload(claims.toJson());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class MovingClock extends Clock {

        private Instant now = START;

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
