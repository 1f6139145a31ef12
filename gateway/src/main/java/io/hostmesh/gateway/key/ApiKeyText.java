package io.hostmesh.gateway.key;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API key as its owner holds it: {@code hmk_<16 characters key id>_<52 characters secret>}, in the lower-case base32
 * alphabet. The secret carries 256 random bits and is never stored; {@link #secretHash()} is.
 *
 * @param keyId the 16 characters that name the key, not secret
 * @param secret the 52 characters that prove it
 */
public record ApiKeyText(String keyId, String secret) {

    private static final Pattern FORMAT = Pattern.compile("hmk_([a-z0-9]{16})_([a-z0-9]{52})");
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int KEY_ID_BYTES = 10;
    private static final int SECRET_BYTES = 32;

    /** The key in that text, or empty where the text is no API key. */
    public static Optional<ApiKeyText> parse(String text) {
        Matcher matcher = FORMAT.matcher(text);
        return matcher.matches() ? Optional.of(new ApiKeyText(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    static ApiKeyText generate(SecureRandom random) {
        return new ApiKeyText(base32(random, KEY_ID_BYTES), base32(random, SECRET_BYTES));
    }

    /** What is stored in place of the secret. */
    public SecretHash secretHash() {
        return SecretHash.of(secret);
    }

    /** The whole key, to be shown to its owner once. */
    String reveal() {
        return "hmk_" + keyId + "_" + secret;
    }

    /** Names the key without its secret. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "hmk_%s_...", keyId);
    }

    private static String base32(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        StringBuilder text = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (byte next : bytes) {
            buffer = (buffer << 8) | (next & 0xff);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(ALPHABET.charAt((buffer >> bits) & 31));
            }
            buffer &= (1 << bits) - 1;
        }
        if (bits > 0) {
            text.append(ALPHABET.charAt((buffer << (5 - bits)) & 31));
        }
        return text.toString();
    }
}
