package io.hostmesh.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** Signs callers as the gateway does, for a service that is measured by itself. */
final class InternalIdentity {

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
    private static final long LIFETIME_SECONDS = 3600;

    private final KeyPair keys;

    InternalIdentity() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            this.keys = generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Writes the key that the service verifies with. */
    void writePublicKey(Path file) {
        write(file, "PUBLIC KEY", keys.getPublic().getEncoded());
    }

    /** Writes the private key, for the tokens that servers get. */
    void writePrivateKey(Path file) {
        write(file, "PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    private static void write(Path file, String kind, byte[] encoded) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        try {
            Files.writeString(file, "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The header {@code Authorization} of a customer. */
    String account(String accountId) {
        long expires = System.currentTimeMillis() / 1000 + LIFETIME_SECONDS;
        String claims = "{\"iss\":\"hostmesh-gateway\",\"aud\":\"hostmesh\",\"sub\":\"hmk_bench\",\"kind\":\"account\","
                + "\"account\":\"" + accountId + "\",\"iat\":" + (expires - LIFETIME_SECONDS) + ",\"exp\":" + expires
                + "}";
        String signed = encode("{\"alg\":\"ES256\",\"typ\":\"JWT\"}") + "." + encode(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return "Bearer " + signed + "." + URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String encode(String json) {
        return URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
