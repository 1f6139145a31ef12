package io.hostmesh.gateway.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a secret's text in lower-case hex. A plain hash is enough: the secret has 256 random bits, so there is
 * nothing to guess.
 */
public record SecretHash(String hex) {

    private static final Pattern FORMAT = Pattern.compile("[0-9a-f]{64}");

    public SecretHash {
        if (!FORMAT.matcher(hex).matches()) {
            throw new IllegalArgumentException("expected the 64 lower-case hex digits of a SHA-256");
        }
    }

    static SecretHash of(String secret) {
        return new SecretHash(HexFormat.of().formatHex(sha256(secret)));
    }

    /** Compares in a time that does not depend on where the two differ. */
    boolean matches(SecretHash other) {
        return MessageDigest.isEqual(
                hex.getBytes(StandardCharsets.US_ASCII), other.hex.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
