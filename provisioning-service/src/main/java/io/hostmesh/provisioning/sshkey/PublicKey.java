package io.hostmesh.provisioning.sshkey;

import io.hostmesh.kit.problem.Problem.FieldError;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An OpenSSH public key, as a line of {@code authorized_keys} without options.
 *
 * @param type such as {@code ssh-ed25519}
 * @param blob the key in SSH's wire format (RFC 4253, section 6.6)
 * @param comment what stands behind the key, or an empty text
 */
record PublicKey(String type, Blob blob, String comment) {

    /** Bytes that are equal if their content is. */
    record Blob(String base64) {

        byte[] bytes() {
            return Base64.getDecoder().decode(base64);
        }
    }

    private static final int LONGEST = 16_384;
    private static final int LONGEST_COMMENT = 256;
    private static final Pattern COMMENT = Pattern.compile("[^\\p{Cntrl}]*");
    private static final Pattern BLANKS = Pattern.compile("[ \\t]+");

    /** The key in a field of a request; null where it is wrong, with an error added that never repeats the text. */
    static @Nullable PublicKey read(String field, @Nullable String text, List<FieldError> errors) {
        String wrong = text == null || text.isBlank() ? "is required" : null;
        PublicKey key = null;
        if (text != null && wrong == null) {
            try {
                key = parse(text.strip());
            } catch (NotAKey e) {
                wrong = e.getMessage();
            }
        }
        if (wrong != null) {
            errors.add(new FieldError(field, wrong));
        }
        return key;
    }

    private static PublicKey parse(String text) throws NotAKey {
        if (text.length() > LONGEST) {
            throw new NotAKey("must have at most " + LONGEST + " characters");
        }
        if (text.toUpperCase(Locale.ROOT).contains("PRIVATE KEY")) {
            throw new NotAKey("is a private key: keep it secret, and send the public one (the file that ends in .pub)");
        }
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            throw new NotAKey("must be one key in one line, such as 'ssh-ed25519 AAAA... name'");
        }
        String[] parts = BLANKS.split(text, 3);
        if (parts.length < 2 || !KeyTypes.isNamed(parts[0])) {
            throw new NotAKey("must begin with one of " + String.join(", ", KeyTypes.names()) + ", without options");
        }
        String comment = parts.length < 3 ? "" : parts[2].strip();
        if (comment.length() > LONGEST_COMMENT || !COMMENT.matcher(comment).matches()) {
            throw new NotAKey("must have a comment of at most " + LONGEST_COMMENT + " characters that can be printed");
        }
        byte[] bytes = decode(parts[1]);
        KeyTypes.check(parts[0], bytes);
        return new PublicKey(parts[0], new Blob(Base64.getEncoder().encodeToString(bytes)), comment);
    }

    private static byte[] decode(String base64) throws NotAKey {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new NotAKey("must have the key in base 64 behind its type; it is damaged or cut off");
        }
    }

    /** As {@code ssh-keygen -l} shows it. */
    String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(blob.bytes());
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("expected SHA-256 in every Java runtime", e);
        }
    }

    /** One line for {@code authorized_keys}. */
    String line() {
        String key = type + " " + blob.base64();
        return comment.isEmpty() ? key : key + " " + comment;
    }

    /** Says in words why a text is no key that is accepted. */
    static final class NotAKey extends Exception {

        NotAKey(String message) {
            super(message, null, false, false);
        }
    }
}
