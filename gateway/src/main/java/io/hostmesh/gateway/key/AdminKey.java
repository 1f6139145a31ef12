package io.hostmesh.gateway.key;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The operator's key, known from the start: {@code HOSTMESH_ADMIN_KEY_HASH} holds {@code <key id>:<hash>}, where the key id
 * is the 16 characters between the underscores of the key {@code hmk_<key id>_<secret>} and the hash is the SHA-256, in
 * lower-case hex, of the ASCII text of its 52-character secret. The launcher draws both parts at random and keeps the key.
 */
record AdminKey(String keyId, SecretHash hash) {

    private static final Pattern FORMAT = Pattern.compile("([a-z0-9]{16}):([0-9a-f]{64})");

    /** Throws IllegalArgumentException where the text is malformed, so that a gateway without its admin does not start. */
    static AdminKey parse(String text) {
        Matcher matcher = FORMAT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "expected HOSTMESH_ADMIN_KEY_HASH as <16 characters key id>:<64 hex digits SHA-256 of the secret>");
        }
        return new AdminKey(matcher.group(1), new SecretHash(matcher.group(2)));
    }
}
