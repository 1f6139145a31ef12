package io.hostmesh.local;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** What the gateway tells the services about a caller, for a test that talks to a service without one. */
final class InternalToken {

    private static final Duration LIFE = Duration.ofMinutes(10);

    private InternalToken() {}

    /** A token of an account's key, signed with the gateway's private key in that PEM file. */
    static String ofAccount(String accountId, Path privateKey, Instant now) throws Exception {
        String claims = "{\"iss\":\"hostmesh-gateway\",\"aud\":\"hostmesh\",\"sub\":\"hmk_test\",\"kind\":\"account\","
                + "\"account\":\"" + accountId + "\",\"iat\":" + now.getEpochSecond() + ",\"exp\":"
                + now.plus(LIFE).getEpochSecond() + "}";
        String signed = encoded("{\"alg\":\"ES256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoded(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(read(privateKey));
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + encoded(signature.sign());
    }

    private static PrivateKey read(Path file) throws Exception {
        String base64 = Files.readString(file).replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
